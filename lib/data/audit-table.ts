import { AttributeType, Billing, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import type { TableKey } from './table-key.ts';

/**
 * Tenants' audits: a table of its own, so that no function that changes or deletes anything else may do so here. Entries
 * are added, and expire.
 */
export class AuditTable extends TableV2 {
  constructor(scope: Construct, id: string, { deployment, key }: { deployment: Deployment; key: TableKey }) {
    const { dataRemovalPolicy, deletionProtection } = deployment.settings;
    super(scope, id, {
      partitionKey: { name: 'PK', type: AttributeType.STRING },
      sortKey: { name: 'SK', type: AttributeType.STRING },
      billing: Billing.onDemand(),
      timeToLiveAttribute: 'expiresAtSeconds',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      encryption: key.encryption,
      removalPolicy: dataRemovalPolicy,
      deletionProtection,
    });
  }
}
