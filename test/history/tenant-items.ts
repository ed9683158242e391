import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { TenantId } from '../../functions/contract/identifiers.ts';
import type { Item } from './history.ts';

const nameOf = ({ PK, SK }: Item): string => `${PK} ${SK}`;

/** All items that a tenant has in a table, by their keys. */
export const tenantItems = async (
  client: DynamoDBDocumentClient,
  table: string,
  tenantId: TenantId,
): Promise<readonly Item[]> => {
  const items: Item[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new ScanCommand({
        TableName: table,
        FilterExpression: 'begins_with(PK, :tenant)',
        ExpressionAttributeValues: { ':tenant': `T#${tenantId}#` },
        ConsistentRead: true,
        ...(from && { ExclusiveStartKey: from }),
      }),
    );
    items.push(...(page.Items ?? []));
    from = page.LastEvaluatedKey;
  } while (from);
  return items.sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
};
