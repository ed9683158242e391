import { CopyObjectCommand, GetObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import type { MediaRecord } from '../../../../../functions/domain/media/media-store.ts';
import { S3MediaFiles } from '../../../../../functions/platform/media/s3-media-files.ts';

const s3 = mockClient(S3Client);
const files = new S3MediaFiles(s3 as unknown as S3Client, 'media');
const arrival = { key: { tenantId: 'acme', mediaId: 'm' }, tag: 'tag' } as Parameters<S3MediaFiles['fetch']>[0];
const answer = (httpStatusCode: number) =>
  new S3ServiceException({ name: 'S3', message: 'no', $fault: 'client', $metadata: { httpStatusCode } });
const told = (status: number) => {
  for (const command of [GetObjectCommand, CopyObjectCommand]) s3.on(command as never).rejects(answer(status));
  const record = { fileName: 'a.pdf', contentType: 'application/pdf' } as MediaRecord;
  return Promise.allSettled([files.fetch(arrival, '/nowhere'), files.keep(arrival, record)]);
};

beforeEach(() => void s3.reset());

describe('an upload', () => {
  it.each([404, 412])('that is gone, or is another one by now, is told as replaced: %i', async (status) => {
    for (const outcome of await told(status)) expect(outcome).toEqual({ status: 'fulfilled', value: 'replaced' });
  });

  it('that may not be read for now is no other one: the event comes again', async () => {
    for (const outcome of await told(403)) expect(outcome).toMatchObject({ status: 'rejected' });
  });
});
