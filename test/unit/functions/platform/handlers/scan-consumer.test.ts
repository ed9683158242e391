import { describe, expect, it } from '@jest/globals';
import type { EventBridgeEvent } from 'aws-lambda';
import type { Scan } from '../../../../../functions/domain/media/record-scan.ts';
import { scanConsumer } from '../../../../../functions/platform/handlers/scan-consumer.ts';
import { aContext } from '../../../../builders/lambda.ts';

/** In the shape of the samples in GuardDuty's user guide ("Monitoring S3 object scans with Amazon EventBridge"). */
const aScanResult = (scanResultStatus: string, scanStatus = 'COMPLETED', eTag = 'ASIAI44QH8DHBEXAMPLE') =>
  ({
    version: '0',
    id: '72c7d362-737a-6dce-fc78-9e27a0171419',
    'detail-type': 'GuardDuty Malware Protection Object Scan Result',
    source: 'aws.guardduty',
    account: '111122223333',
    time: '2024-02-28T01:01:01Z',
    region: 'us-east-1',
    resources: ['arn:aws:guardduty:us-east-1:111122223333:malware-protection-plan/b4c7f464ab3a4EXAMPLE'],
    detail: {
      schemaVersion: '1.0',
      scanStatus,
      resourceType: 'S3_OBJECT',
      s3ObjectDetails: {
        bucketName: 'amzn-s3-demo-bucket',
        objectKey: 'uploads/acme/0190-file',
        eTag,
        versionId: 'd41d8cd98f00b204e9800998ecEXAMPLE',
        s3Throttled: false,
      },
      scanResultDetails: {
        scanResultStatus,
        threats: scanResultStatus === 'THREATS_FOUND' ? [{ name: 'EICAR-Test-File (not a virus)' }] : null,
        statusReasons: scanResultStatus === 'UNSUPPORTED' ? ['PASSWORD_PROTECTED'] : null,
      },
    },
  }) as EventBridgeEvent<string, unknown>;

const scansOf = async (event: EventBridgeEvent<string, unknown>): Promise<readonly Scan[]> => {
  const scans: Scan[] = [];
  await scanConsumer(async (scan) => void scans.push(scan))(event, aContext());
  return scans;
};

describe('what GuardDuty found', () => {
  it.each([
    ['NO_THREATS_FOUND', 'COMPLETED', 'clean'],
    ['THREATS_FOUND', 'COMPLETED', 'malware'],
    ['UNSUPPORTED', 'SKIPPED', 'unknown'],
    ['ACCESS_DENIED', 'SKIPPED', 'unknown'],
    ['FAILED', 'FAILED', 'unknown'],
    ['SOMETHING_NEW', 'COMPLETED', 'unknown'],
  ])('says %s (%s) of a file and of the bytes that it scanned: %s', async (result, status, verdict) => {
    expect(await scansOf(aScanResult(result, status))).toEqual([
      { key: { tenantId: 'acme', mediaId: '0190-file' }, tag: 'ASIAI44QH8DHBEXAMPLE', verdict },
    ]);
  });

  it('names bytes as S3 does when they arrive, in quotes or without', async () => {
    const tag = 'b57f9512698f4b09e608f4f2a65852e5';
    for (const eTag of [tag, `"${tag}"`]) {
      expect(await scansOf(aScanResult('NO_THREATS_FOUND', 'COMPLETED', eTag))).toEqual([
        expect.objectContaining({ tag }),
      ]);
    }
  });

  it('fails, so that it comes again and stays in the end, where it is not as it has to be', async () => {
    const event = aScanResult('NO_THREATS_FOUND');
    await expect(scansOf({ ...event, detail: {} })).rejects.toThrow();
  });
});
