import { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { type DataTableProps, tableProps } from './table-props.ts';

/**
 * What is ephemeral, and so has no restore: connections, tickets, delivery marks, rate buckets, revoked sessions. It has
 * no stream, so that churn here never wakes the pipeline; whoever reads an item compares its time, for TTL deletes
 * within days.
 */
export class LiveTable extends TableV2 {
  constructor(scope: Construct, id: string, props: DataTableProps) {
    super(scope, id, tableProps(props));
  }
}
