import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { DownloadLinks } from '../../domain/media/download-media.ts';
import type { MediaKey } from '../../domain/media/media-store.ts';
import { mediaPath } from './media-paths.ts';

/** Presigned URLs of S3. What a browser does with a file is said by the object itself. */
export class S3DownloadLinks implements DownloadLinks {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
  }

  async sign(key: MediaKey, name: string, expiresIn: number): Promise<string> {
    const command = new GetObjectCommand({ Bucket: this.#bucket, Key: mediaPath(key, name) });
    return getSignedUrl(this.#client, command, { expiresIn });
  }
}
