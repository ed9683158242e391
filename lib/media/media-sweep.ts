import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import { ScheduledFunction } from '../events/scheduled-function.ts';
import type { Capabilities } from '../functions/needs.ts';

type Need = 'chatTable' | 'mediaBucket';

/** Forgets files that nobody sent, and gives their bytes back to the tenant. */
export class MediaSweep extends ScheduledFunction<Need> {
  constructor(
    scope: Construct,
    id: string,
    { deployment, capabilities }: { deployment: Deployment; capabilities: Pick<Capabilities, Need> },
  ) {
    super(scope, id, {
      deployment,
      file: 'sweep-media',
      description: 'Forgets files that nobody sent, and gives up those whose bytes never came',
      every: Duration.minutes(15),
      timeout: Duration.minutes(5),
      sharedPartitions: ['UNATTACHED'],
      needs: {
        chatTable: [
          'dynamodb:Query',
          'dynamodb:GetItem',
          'dynamodb:PutItem',
          'dynamodb:UpdateItem',
          'dynamodb:DeleteItem',
        ],
        mediaBucket: ['s3:DeleteObject uploads', 's3:DeleteObject media', 's3:ListBucket media'],
      },
      capabilities,
    });
  }
}
