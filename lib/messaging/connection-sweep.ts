import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import { ScheduledFunction } from '../events/scheduled-function.ts';
import type { Capabilities } from '../functions/needs.ts';

type Need = 'chatTable' | 'liveTable' | 'connections';

export interface ConnectionSweepProps {
  readonly deployment: Deployment;
  readonly capabilities: Pick<Capabilities, Need>;
}

/**
 * Ends, every minute, what ended in silence: connections whose token has expired, and those that went without a word.
 * Each run comes by a fifth of them (functions/domain/connections/sweep-slots.ts).
 */
export class ConnectionSweep extends ScheduledFunction<Need> {
  constructor(scope: Construct, id: string, { deployment, capabilities }: ConnectionSweepProps) {
    super(scope, id, {
      deployment,
      file: 'sweep-connections',
      description: 'Closes connections whose token has expired, and forgets those that went without a word',
      every: Duration.minutes(1),
      timeout: Duration.seconds(55),
      sharedPartitions: ['SWEEP'],
      needs: {
        // Whom to tell that somebody is gone.
        chatTable: ['dynamodb:Query'],
        liveTable: [
          'dynamodb:BatchGetItem',
          'dynamodb:DeleteItem',
          'dynamodb:PutItem',
          'dynamodb:Query',
          'dynamodb:UpdateItem',
        ],
        connections: ['POST', 'GET', 'DELETE'],
      },
      capabilities,
    });
  }
}
