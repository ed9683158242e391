import { expect } from '@jest/globals';
import type { Media, Upload } from '../../../functions/contract/media.ts';
import { eventually } from './eventually.ts';
import type { Person } from './person.ts';

/** A file as somebody means to upload it. */
export interface AFile {
  readonly fileName: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
  readonly conversationId?: string;
}

/** A text file. */
export const aText = (text: string, over: Partial<AFile> = {}): AFile => ({
  fileName: 'notes.txt',
  contentType: 'text/plain',
  bytes: Buffer.from(text),
  ...over,
});

/** Announces a file, for its form. */
export const announce = async (person: Person, { bytes, ...file }: AFile): Promise<Upload> => {
  const { status, body } = await person.call<Upload>('POST', '/media/upload', { ...file, size: bytes.length });
  expect([status, body]).toEqual([201, expect.anything()]);
  return body;
};

/** Sends bytes with a form, as a browser does: the file last. The status of S3's answer. */
export const sendForm = async ({ upload: { url, fields } }: Upload, bytes: Uint8Array): Promise<number> => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob([bytes as Uint8Array<ArrayBuffer>]));
  const { status } = await fetch(url, { method: 'POST', body: form, signal: AbortSignal.timeout(60_000) });
  return status;
};

/** A file as its uploader sees it. */
export const mediaOf = async (person: Person, mediaId: string): Promise<Media> =>
  (await person.call<Media>('GET', `/media/${mediaId}`)).body;

/** Uploads a file. Its id. */
export const upload = async (person: Person, file: AFile): Promise<string> => {
  const form = await announce(person, file);
  expect(await sendForm(form, file.bytes)).toBe(204);
  return form.mediaId;
};

/** Uploads a file, and waits until it was looked at. */
export const uploadAndWait = async (person: Person, file: AFile, withinMs?: number): Promise<Media> => {
  const mediaId = await upload(person, file);
  return eventually(async () => {
    const media = await mediaOf(person, mediaId);
    return media.status === 'ready' || media.status === 'rejected' ? media : undefined;
  }, withinMs);
};
