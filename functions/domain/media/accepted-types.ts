import type { MediaKind } from '../../contract/media.ts';

/** A type of file that may be uploaded. */
export interface AcceptedType {
  readonly kind: MediaKind;
  /** What is found in the bytes of such a file; `text` where they are text, without control characters. */
  readonly foundAs: readonly string[];
}

const accepted = (kind: MediaKind, types: Readonly<Record<string, readonly string[]>>): [string, AcceptedType][] =>
  Object.entries(types).map(([type, foundAs]) => [type, { kind, foundAs }]);

const openXml = 'application/vnd.openxmlformats-officedocument';
const openDocument = 'application/vnd.oasis.opendocument';
const compoundFile = ['application/x-cfb'];
const zip = ['application/zip'];
/** The same type by two names, the standard's and an older one. */
const [wav, flac] = [
  ['audio/wav', 'audio/vnd.wave'],
  ['audio/flac', 'audio/x-flac'],
];
const mp4Audio = ['audio/mp4', 'audio/x-m4a'];

const types: ReadonlyMap<string, AcceptedType> = new Map([
  ...accepted('image', {
    'image/jpeg': ['image/jpeg'],
    'image/png': ['image/png', 'image/apng'],
    'image/gif': ['image/gif'],
    'image/webp': ['image/webp'],
    'image/avif': ['image/avif'],
  }),
  ...accepted('video', {
    'video/mp4': ['video/mp4', 'video/x-m4v'],
    'video/quicktime': ['video/quicktime'],
    'video/webm': ['video/webm'],
  }),
  ...accepted('audio', {
    'audio/mpeg': ['audio/mpeg'],
    'audio/mp4': mp4Audio,
    'audio/x-m4a': mp4Audio,
    'audio/aac': ['audio/aac'],
    'audio/ogg': ['audio/ogg', 'audio/ogg; codecs=opus', 'audio/opus'],
    // What browsers record: the container of WebM, whose kind its bytes do not tell at once.
    'audio/webm': ['video/webm', 'audio/webm'],
    'audio/wav': wav,
    'audio/x-wav': wav,
    'audio/flac': flac,
    'audio/x-flac': flac,
  }),
  ...accepted('document', {
    'application/pdf': ['application/pdf'],
    'text/plain': ['text'],
    'text/csv': ['text'],
    'text/markdown': ['text'],
    'application/json': ['text'],
    'application/rtf': ['application/rtf'],
    'application/msword': compoundFile,
    'application/vnd.ms-excel': compoundFile,
    'application/vnd.ms-powerpoint': compoundFile,
    [`${openXml}.wordprocessingml.document`]: [`${openXml}.wordprocessingml.document`],
    [`${openXml}.spreadsheetml.sheet`]: [`${openXml}.spreadsheetml.sheet`],
    [`${openXml}.presentationml.presentation`]: [`${openXml}.presentationml.presentation`],
    [`${openDocument}.text`]: [`${openDocument}.text`],
    [`${openDocument}.spreadsheet`]: [`${openDocument}.spreadsheet`],
    [`${openDocument}.presentation`]: [`${openDocument}.presentation`],
  }),
  ...accepted('archive', {
    'application/zip': zip,
    'application/x-zip-compressed': zip,
    'application/gzip': ['application/gzip'],
    'application/x-gzip': ['application/gzip'],
    'application/x-tar': ['application/x-tar'],
    'application/x-7z-compressed': ['application/x-7z-compressed'],
  }),
]);

/** The names of all types that may be uploaded. */
export const acceptedTypeNames: readonly string[] = [...types.keys()];

/** The type by that name, in any case; undefined: files of it are not accepted. */
export const acceptedTypeOf = (contentType: string): AcceptedType | undefined => types.get(contentType.toLowerCase());

/** Whether what is found in a file's bytes is on the list of types under any name. */
export const isAcceptedAnywhere = (found: string): boolean =>
  [...types.values()].some(({ foundAs }) => foundAs.includes(found));
