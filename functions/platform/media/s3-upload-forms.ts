import type { S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import type { Upload } from '../../contract/media.ts';
import type { MediaKey } from '../../domain/media/media-store.ts';
import type { UploadForms, UploadTerms } from '../../domain/media/request-upload.ts';
import { uploadPath } from './media-paths.ts';

/** Forms with which clients send files straight to S3, which refuses what is not as announced. */
export class S3UploadForms implements UploadForms {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
  }

  async sign(key: MediaKey, { contentType, size, expiresIn }: UploadTerms): Promise<Upload['upload']> {
    return createPresignedPost(this.#client, {
      Bucket: this.#bucket,
      Key: uploadPath(key),
      // The policy asks for each of these fields as it is.
      Fields: { 'Content-Type': contentType },
      Conditions: [['content-length-range', size, size]],
      Expires: expiresIn,
    });
  }
}
