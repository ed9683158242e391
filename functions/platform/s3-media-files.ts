import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { MediaKey, MediaRecord } from '../domain/media/media-store.ts';
import type { Arrival, MediaFiles } from '../domain/media/process-upload.ts';
import { mediaPath, originalName, uploadPath } from './media-paths.ts';

/** RFC 6266: a name in any script, for whoever saves the file. */
const attachmentNamed = (fileName: string): string => {
  const encoded = encodeURIComponent(fileName).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename*=UTF-8''${encoded}`;
};

/** Whether the object is not the one that was asked for. Without the right to list, S3 says 403 of one that is gone. */
const isReplaced = (error: unknown): boolean =>
  error instanceof S3ServiceException && [403, 404, 412].includes(error.$metadata.httpStatusCode ?? 0);

/** Files in S3. */
export class S3MediaFiles implements MediaFiles {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
  }

  async fetch({ key, tag }: Arrival, path: string): Promise<'fetched' | 'replaced'> {
    try {
      const { Body } = await this.#client.send(
        new GetObjectCommand({ Bucket: this.#bucket, Key: uploadPath(key), IfMatch: tag }),
      );
      await pipeline(Body as Readable, createWriteStream(path));
      return 'fetched';
    } catch (error) {
      if (isReplaced(error)) return 'replaced';
      throw error;
    }
  }

  async keep({ key, tag }: Arrival, { fileName, contentType }: MediaRecord): Promise<'kept' | 'replaced'> {
    try {
      await this.#client.send(
        new CopyObjectCommand({
          Bucket: this.#bucket,
          Key: mediaPath(key, originalName),
          CopySource: `${this.#bucket}/${uploadPath(key)}`,
          CopySourceIfMatch: tag,
          MetadataDirective: 'REPLACE',
          ContentType: contentType,
          ContentDisposition: attachmentNamed(fileName),
        }),
      );
      return 'kept';
    } catch (error) {
      if (isReplaced(error)) return 'replaced';
      throw error;
    }
  }

  async discard(key: MediaKey): Promise<void> {
    await this.#client.send(new DeleteObjectCommand({ Bucket: this.#bucket, Key: uploadPath(key) }));
  }
}
