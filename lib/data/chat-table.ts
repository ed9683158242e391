import { StreamViewType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { type DataTableProps, tableProps } from './table-props.ts';

/**
 * What is durable: tenants, users, conversations, memberships, messages, idempotency, receipts. Its stream is the
 * outbox from which every event is published. Sessions, invitations and the audit's entries on their way have an end;
 * nothing else has.
 */
export class ChatTable extends TableV2 {
  constructor(scope: Construct, id: string, props: DataTableProps) {
    super(scope, id, {
      ...tableProps(props),
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    });
  }
}
