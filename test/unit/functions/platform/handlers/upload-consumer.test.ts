import { describe, expect, it } from '@jest/globals';
import type { EventBridgeEvent } from 'aws-lambda';
import type { Arrival } from '../../../../../functions/domain/media/process-upload.ts';
import { uploadConsumer } from '../../../../../functions/platform/handlers/upload-consumer.ts';
import { aContext } from '../../../../builders/lambda.ts';

/** In the shape of the sample in S3's user guide ("EventBridge event message structure"). */
const anArrival = {
  version: '0',
  id: '17793124-05d4-b198-2fde-7ededc63b103',
  'detail-type': 'Object Created',
  source: 'aws.s3',
  account: '111122223333',
  time: '2021-11-12T00:00:00Z',
  region: 'ca-central-1',
  resources: ['arn:aws:s3:::amzn-s3-demo-bucket1'],
  detail: {
    version: '0',
    bucket: { name: 'amzn-s3-demo-bucket1' },
    object: {
      key: 'uploads/acme/0190-file',
      size: 5,
      etag: 'b57f9512698f4b09e608f4f2a65852e5',
      'version-id': 'IYV3p45BT0ac8hjHg1houSdS1a.Mro8e',
      sequencer: '617f08299329d189',
    },
    'request-id': 'N4N7GDK58NMKJ12R',
    requester: '123456789012',
    'source-ip-address': '1.2.3.4',
    reason: 'PutObject',
  },
} as EventBridgeEvent<'Object Created', unknown>;

describe('an upload that S3 tells of', () => {
  it('is a file, its size and which bytes they are', async () => {
    const arrivals: Arrival[] = [];
    await uploadConsumer(async (arrival) => void arrivals.push(arrival))(anArrival, aContext());
    expect(arrivals).toEqual([
      expect.objectContaining({
        key: { tenantId: 'acme', mediaId: '0190-file' },
        size: 5,
        tag: 'b57f9512698f4b09e608f4f2a65852e5',
      }),
    ]);
  });
});
