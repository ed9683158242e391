import * as z from 'zod';
import { ConversationId, MediaId } from './identifiers.ts';
import { userLine } from './text.ts';

/** What a file is, by what is done with it. Documents and archives are kept as they are. */
export const MediaKind = z.enum(['image', 'video', 'audio', 'document', 'archive']);
export type MediaKind = z.infer<typeof MediaKind>;

/** How far a file has come: it waits for its bytes, is looked at, and then can be downloaded or not. */
export const MediaStatus = z.enum(['pending', 'processing', 'ready', 'rejected']);
export type MediaStatus = z.infer<typeof MediaStatus>;

/** Why a file was rejected, in words that stay. */
export const MediaRejection = z.enum([
  'EMPTY',
  'TYPE_MISMATCH',
  'TYPE_NOT_ACCEPTED',
  'TRUNCATED',
  'UNREADABLE',
  'TOO_MANY_PIXELS',
  'TOO_LONG',
  'MALWARE',
  'UNSCANNABLE',
  'REPLACED',
  'ABANDONED',
  'FAILED',
]);
export type MediaRejection = z.infer<typeof MediaRejection>;

/** A form of a file that was made of it. */
export const Rendition = z
  .object({
    name: z.string(),
    contentType: z.string(),
    width: z.int().min(1).optional(),
    height: z.int().min(1).optional(),
    size: z.int().min(0).meta({ description: 'Bytes' }),
  })
  .meta({ id: 'Rendition' });
export type Rendition = z.infer<typeof Rendition>;

/** A file as every client sees it. */
export const Media = z
  .object({
    id: MediaId,
    status: MediaStatus,
    kind: MediaKind,
    fileName: z.string(),
    contentType: z.string().meta({ description: 'As it was uploaded' }),
    size: z.int().min(0).meta({ description: 'Bytes, as it was uploaded' }),
    width: z.int().min(1).optional().meta({ description: 'Pixels, as seen after rotation' }),
    height: z.int().min(1).optional(),
    durationMs: z.int().min(0).optional(),
    renditions: z.array(Rendition),
    placeholder: z
      .string()
      .optional()
      .meta({ description: 'A blurred picture to show meanwhile: a ThumbHash, base64' }),
    waveform: z
      .array(z.int().min(0).max(100))
      .optional()
      .meta({ description: 'Of audio: how loud it is, over its whole length' }),
    reason: MediaRejection.optional().meta({ description: 'There when it was rejected' }),
  })
  .meta({ id: 'Media' });
export type Media = z.infer<typeof Media>;

/** Body of POST /media/upload. */
export const UploadBody = z
  .strictObject({
    fileName: userLine({ minBytes: 1, maxBytes: 255 }).meta({ examples: ['holiday.jpg'] }),
    contentType: z
      .string()
      .max(128)
      .regex(/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/, 'must be a media type without parameters')
      .meta({ description: 'What the bytes are, which is looked at', examples: ['image/jpeg'] }),
    size: z.int().min(0).meta({ description: 'Bytes, exactly' }),
    conversationId: ConversationId.optional().meta({ description: 'Whose members may see it before it is attached' }),
  })
  .meta({ id: 'CreateUpload' });

/** Query of GET /media/:id/download. */
export const DownloadQuery = z.strictObject({
  rendition: z.string().min(1).max(64).optional().meta({
    description:
      "A rendition's name; left out: an image in full size without its metadata, film and sound as they play anywhere, others as they were uploaded",
  }),
});

/** Headers of GET /media/:id/download. */
export const DownloadHeaders = z.object({
  accept: z
    .string()
    .toLowerCase()
    .optional()
    .meta({ description: 'With application/json the URL comes as JSON, without a redirection' }),
});

/** Answer of GET /media/:id/download. */
export const Download = z
  .object({ url: z.url(), expiresIn: z.int().meta({ description: 'Seconds' }) })
  .meta({ id: 'Download' });

/** Answer of POST /media/upload. */
export const Upload = z
  .object({
    mediaId: MediaId,
    upload: z.object({
      url: z.url(),
      fields: z.record(z.string(), z.string()).meta({ description: 'To send as they are, before the file' }),
    }),
    expiresIn: z.int().meta({ description: 'Seconds' }),
  })
  .meta({ id: 'Upload', description: 'A form to POST the file with: multipart/form-data, the file last' });
export type Upload = z.infer<typeof Upload>;
