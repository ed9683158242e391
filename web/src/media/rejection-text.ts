import type { Media } from '@chemchat/client';

/** Why a file was refused, in words that go on a sentence. */
const texts: Readonly<Record<NonNullable<Media['reason']>, string>> = {
  EMPTY: 'there is nothing in it',
  TYPE_MISMATCH: 'it is not what its type says',
  TYPE_NOT_ACCEPTED: 'its type is not accepted',
  TRUNCATED: 'a part of it is missing',
  UNREADABLE: 'it can’t be read',
  TOO_MANY_PIXELS: 'it has too many pixels',
  TOO_LONG: 'it is too long',
  MALWARE: 'it has malware',
  UNSCANNABLE: 'it can’t be looked at',
  REPLACED: 'it was replaced meanwhile',
  ABANDONED: 'it was never sent',
  FAILED: 'looking at it failed',
};

/** Why a file was refused; of a reason that this client does not know it is not told. */
export const rejectionText = (reason: Media['reason']): string =>
  reason === undefined || texts[reason] === undefined ? 'refused' : `refused: ${texts[reason]}`;
