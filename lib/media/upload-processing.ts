import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import { EventConsumer } from '../events/event-consumer.ts';
import type { Capabilities } from '../functions/needs.ts';

type Need = 'chatTable' | 'mediaBucket';

/** Looks at what was uploaded: S3 tells the account's own bus of each object. */
export class UploadProcessing extends EventConsumer<Need> {
  constructor(
    scope: Construct,
    id: string,
    { deployment, capabilities }: { deployment: Deployment; capabilities: Pick<Capabilities, Need> },
  ) {
    super(scope, id, {
      deployment,
      bus: undefined,
      folder: 'media',
      file: 'process-upload',
      description: 'Looks at uploaded files and makes them ready',
      pattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: {
          bucket: { name: [capabilities.mediaBucket.bucketName] },
          object: { key: [{ prefix: 'uploads/' }] },
        },
      },
      memorySize: 1024,
      timeout: Duration.minutes(5),
      needs: {
        chatTable: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
        mediaBucket: ['s3:GetObject uploads', 's3:DeleteObject uploads', 's3:PutObject media'],
      },
      capabilities,
    });
  }
}
