import { Duration, Size } from 'aws-cdk-lib';
import type { EventPattern } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import { EventConsumer } from '../events/event-consumer.ts';
import { Layer } from '../functions/layer.ts';
import type { Capabilities } from '../functions/needs.ts';
import { MalwareProtection } from './malware-protection.ts';

type Need = 'chatTable' | 'mediaBucket';

/** Where files arrive. */
const prefix = 'uploads/';

/**
 * What becomes of an upload. S3 tells the account's own bus of each object; one function looks at it and makes what is
 * shown of it, while it is scanned. A file is ready when both are done.
 */
export class MediaPipeline extends Construct {
  readonly consumers: readonly EventConsumer<Need>[];

  constructor(
    scope: Construct,
    id: string,
    { deployment, capabilities }: { deployment: Deployment; capabilities: Pick<Capabilities, Need> },
  ) {
    super(scope, id);
    const { mediaBucket } = capabilities;
    const { uploadsAtOnce } = deployment.settings;
    const arrived: EventPattern = {
      source: ['aws.s3'],
      detailType: ['Object Created'],
      detail: { bucket: { name: [mediaBucket.bucketName] }, object: { key: [{ prefix }] } },
    };
    const common = { deployment, bus: undefined, folder: 'media', capabilities } as const;
    const settles = {
      chatTable: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
      mediaBucket: ['s3:DeleteObject uploads', 's3:DeleteObject media', 's3:ListBucket media'],
    } as const;
    // Who may list is told of an upload that is gone as of one that is gone, and of no right as of no right.
    const fetches = ['s3:GetObject uploads', 's3:ListBucket uploads'] as const;
    const process = new EventConsumer(this, 'ProcessUpload', {
      ...common,
      file: 'process-upload',
      description: 'Looks at uploaded files and makes what is shown of them',
      pattern: arrived,
      layers: [
        new Layer(this, 'Sharp', { deployment, name: 'sharp' }),
        new Layer(this, 'Ffmpeg', { deployment, name: 'ffmpeg' }),
      ],
      // Two processors: ffmpeg and libvips use both.
      memorySize: 3538,
      // What was uploaded, and what is made of it.
      scratch: Size.gibibytes(2),
      timeout: Duration.minutes(15),
      // Films take minutes each: a few people's would take all executions there are, and nobody could send.
      ...(uploadsAtOnce !== 'unbounded' && { reservedConcurrency: uploadsAtOnce }),
      needs: {
        chatTable: settles.chatTable,
        mediaBucket: [...settles.mediaBucket, ...fetches, 's3:PutObject media'],
      },
    });
    const record = new EventConsumer(this, 'RecordScan', {
      ...common,
      file: 'record-scan',
      description: 'Takes what scans found in uploaded files',
      pattern: {
        source: ['aws.guardduty'],
        detailType: ['GuardDuty Malware Protection Object Scan Result'],
        detail: { s3ObjectDetails: { bucketName: [mediaBucket.bucketName], objectKey: [{ prefix }] } },
      },
      needs: settles,
    });
    this.consumers = [process, record];
    if (deployment.target.malwareProtection) {
      new MalwareProtection(this, 'MalwareProtection', { bucket: mediaBucket, prefix });
      return;
    }
    const scan = new EventConsumer(this, 'ScanUpload', {
      ...common,
      file: 'scan-upload',
      description: 'Scans uploaded files for a test file',
      pattern: arrived,
      timeout: Duration.seconds(30),
      needs: { chatTable: settles.chatTable, mediaBucket: [...settles.mediaBucket, ...fetches] },
    });
    this.consumers = [process, record, scan];
  }
}
