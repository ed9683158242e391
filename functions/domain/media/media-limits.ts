import type { MediaKind } from '../../contract/media.ts';

const [mebibyte, gibibyte] = [1024 ** 2, 1024 ** 3];

/** The largest file of a kind, in bytes. */
export const maxMediaBytes = {
  image: 25 * mebibyte,
  video: 200 * mebibyte,
  audio: 50 * mebibyte,
  document: 50 * mebibyte,
  archive: 100 * mebibyte,
} as const satisfies Record<MediaKind, number>;

/** What the files of a tenant may take together, in bytes: 100 GiB. */
export const tenantStorageBytes = 100 * gibibyte;

/** How long an upload's form is good for, in seconds. */
export const uploadSeconds = 15 * 60;

/** How long a file can be fetched under a URL that was given out, in seconds. */
export const downloadSeconds = 5 * 60;

/** The most messages that one file may be attached to: they are all kept with it. */
export const maxMessagesOfMedia = 100;
