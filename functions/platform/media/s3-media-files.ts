import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { Unavailable } from '../../domain/errors.ts';
import { originalName } from '../../domain/media/download-media.ts';
import type { MadeFile } from '../../domain/media/maker.ts';
import type { MediaKey, MediaRecord } from '../../domain/media/media-store.ts';
import type { Arrival, MediaFiles } from '../../domain/media/process-upload.ts';
import { mediaPath, uploadPath } from './media-paths.ts';

/** RFC 6266: a name in any script, for whoever saves the file. */
const named = (disposition: 'attachment' | 'inline', fileName: string): string => {
  const encoded = encodeURIComponent(fileName).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${disposition}; filename*=UTF-8''${encoded}`;
};

/** A file's name without what tells its type. */
const baseName = (fileName: string): string => fileName.slice(0, fileName.length - extname(fileName).length);

/** Whether the object is not the one that was asked for. Who may list is told 404 of one that is gone, and not 403. */
const isReplaced = (error: unknown): boolean =>
  error instanceof S3ServiceException && [404, 412].includes(error.$metadata.httpStatusCode ?? 0);

/** Files in S3. */
export class S3MediaFiles implements MediaFiles {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
  }

  async fetch({ key, tag }: Pick<Arrival, 'key' | 'tag'>, path: string): Promise<'fetched' | 'replaced'> {
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

  async keep(
    { key, tag }: Pick<Arrival, 'key' | 'tag'>,
    { fileName, contentType }: MediaRecord,
  ): Promise<'kept' | 'replaced'> {
    try {
      await this.#client.send(
        new CopyObjectCommand({
          Bucket: this.#bucket,
          Key: mediaPath(key, originalName),
          CopySource: `${this.#bucket}/${uploadPath(key)}`,
          CopySourceIfMatch: tag,
          MetadataDirective: 'REPLACE',
          ContentType: contentType,
          // Anything at all is in it, so no browser is to show it.
          ContentDisposition: named('attachment', fileName),
        }),
      );
      return 'kept';
    } catch (error) {
      if (isReplaced(error)) return 'replaced';
      throw error;
    }
  }

  async store(record: MediaRecord, { name, contentType, path }: MadeFile): Promise<number> {
    const Body = await readFile(path);
    await this.#client.send(
      new PutObjectCommand({
        Bucket: this.#bucket,
        Key: mediaPath(record, name),
        Body,
        ContentType: contentType,
        // Made here of pixels and sound: a browser may show it, and runs nothing.
        ContentDisposition: named('inline', `${baseName(record.fileName)}${extname(name) || extname(record.fileName)}`),
        CacheControl: 'private, max-age=31536000, immutable',
      }),
    );
    return Body.length;
  }

  async remove(key: MediaKey): Promise<void> {
    const Bucket = this.#bucket;
    const { Contents = [] } = await this.#client.send(new ListObjectsV2Command({ Bucket, Prefix: mediaPath(key, '') }));
    if (Contents.length === 0) return;
    const Objects = Contents.map(({ Key }) => ({ Key }));
    const { Errors = [] } = await this.#client.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
    );
    if (Errors.length > 0) throw new Unavailable(`cannot remove files; ${Errors[0]?.Code}`);
  }

  async discard(key: MediaKey): Promise<void> {
    await this.#client.send(new DeleteObjectCommand({ Bucket: this.#bucket, Key: uploadPath(key) }));
  }
}
