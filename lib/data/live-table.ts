import { AttributeType, Billing, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import type { TableKey } from './table-key.ts';

/**
 * What is ephemeral, and so has no restore: connections, tickets, delivery marks, rate buckets, revoked sessions. It has
 * no stream, so that churn here never wakes the pipeline; whoever reads an item compares its time, for TTL deletes
 * within days.
 */
export class LiveTable extends TableV2 {
  constructor(scope: Construct, id: string, { deployment, key }: { deployment: Deployment; key: TableKey }) {
    const { dataRemovalPolicy, deletionProtection } = deployment.settings;
    super(scope, id, {
      partitionKey: { name: 'PK', type: AttributeType.STRING },
      sortKey: { name: 'SK', type: AttributeType.STRING },
      billing: Billing.onDemand(),
      timeToLiveAttribute: 'expiresAtSeconds',
      encryption: key.encryption,
      removalPolicy: dataRemovalPolicy,
      deletionProtection,
    });
  }
}
