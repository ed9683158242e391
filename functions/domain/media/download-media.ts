import { NotFound } from '../errors.ts';
import { type FindMediaDeps, findMedia, type MediaTarget } from './get-media.ts';
import { downloadSeconds } from './media-limits.ts';
import type { MediaKey } from './media-store.ts';

/** URLs under which files can be fetched for a while. */
export interface DownloadLinks {
  /** The URL of a file that was kept or made, good for so many seconds. */
  sign(key: MediaKey, name: string, expiresIn: number): Promise<string>;
}

/** What downloading needs. */
export interface DownloadMediaDeps extends FindMediaDeps {
  readonly links: DownloadLinks;
}

/** The name under which a file lies that is kept as it is. */
export const originalName = 'original';

/**
 * A URL under which a file, or one of its renditions, can be fetched for some minutes, by whoever has it.
 *
 * @throws NotFound there is none, it is not ready, or the caller may not see it
 */
export const downloadMedia = async (
  deps: DownloadMediaDeps,
  { rendition, ...target }: MediaTarget & { readonly rendition?: string | undefined },
): Promise<{ readonly url: string; readonly expiresIn: number }> => {
  const record = await findMedia(deps, target);
  if (record.status !== 'ready') throw new NotFound('file');
  const { renditions, mainName = originalName } = record;
  if (rendition !== undefined && !renditions.some(({ name }) => name === rendition)) throw new NotFound('rendition');
  const expiresIn = downloadSeconds;
  return { url: await deps.links.sign(record, rendition ?? mainName, expiresIn), expiresIn };
};
