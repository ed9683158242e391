import { AttributeType, Billing, type TablePropsV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Deployment } from '../deployment.ts';
import type { TableKey } from './table-key.ts';

/** What a table is made for. */
export interface DataTableProps {
  readonly deployment: Deployment;
  readonly key: TableKey;
}

/** What all tables have alike: the keys' names, no price while idle, items that end, and what the stage wants. */
export const tableProps = ({ deployment, key }: DataTableProps) =>
  ({
    partitionKey: { name: 'PK', type: AttributeType.STRING },
    sortKey: { name: 'SK', type: AttributeType.STRING },
    billing: Billing.onDemand(),
    timeToLiveAttribute: 'expiresAtSeconds',
    encryption: key.encryption,
    removalPolicy: deployment.settings.dataRemovalPolicy,
    deletionProtection: deployment.settings.deletionProtection,
  }) satisfies TablePropsV2;
