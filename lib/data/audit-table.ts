import { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { type DataTableProps, tableProps } from './table-props.ts';

/**
 * Tenants' audits: a table of its own, so that no function that changes or deletes anything else may do so here. Entries
 * are added, and expire.
 */
export class AuditTable extends TableV2 {
  constructor(scope: Construct, id: string, props: DataTableProps) {
    super(scope, id, {
      ...tableProps(props),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    });
  }
}
