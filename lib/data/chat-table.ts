import { AttributeType, Billing, StreamViewType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import type { TableKey } from './table-key.ts';

/**
 * What is durable: tenants, users, conversations, memberships, messages, idempotency, receipts. Its stream is the
 * outbox from which every event is published.
 */
export class ChatTable extends TableV2 {
  constructor(scope: Construct, id: string, { deployment, key }: { deployment: Deployment; key: TableKey }) {
    const { dataRemovalPolicy, deletionProtection } = deployment.settings;
    super(scope, id, {
      partitionKey: { name: 'PK', type: AttributeType.STRING },
      sortKey: { name: 'SK', type: AttributeType.STRING },
      billing: Billing.onDemand(),
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      // Of sessions, invitations, and the audit's entries on their way: nothing else has an end.
      timeToLiveAttribute: 'expiresAtSeconds',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      encryption: key.encryption,
      removalPolicy: dataRemovalPolicy,
      deletionProtection,
    });
  }
}
