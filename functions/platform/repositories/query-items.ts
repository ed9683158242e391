import { type DynamoDBDocumentClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';

/** The items of a partition whose sort keys begin so. */
export const beginningWith = (TableName: string, partition: string, prefix: string) => ({
  TableName,
  KeyConditionExpression: 'PK = :pk AND begins_with(SK, :prefix)',
  ExpressionAttributeValues: { ':pk': partition, ':prefix': prefix },
});

/** The items of a partition whose sort keys are from `first` to `last`, both among them. */
export const between = (TableName: string, partition: string, first: string, last: string) => ({
  TableName,
  KeyConditionExpression: 'PK = :pk AND SK BETWEEN :first AND :last',
  ExpressionAttributeValues: { ':pk': partition, ':first': first, ':last': last },
});

/** Runs a query over as many pages as it takes for `limit` items (all of them when left out): a page ends at 1 MB. */
export const queryItems = async (
  client: DynamoDBDocumentClient,
  query: QueryCommandInput,
  limit = Number.POSITIVE_INFINITY,
): Promise<Record<string, unknown>[]> => {
  const items: Record<string, unknown>[] = [];
  let startKey: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        ...query,
        ...(Number.isFinite(limit) && { Limit: limit - items.length }),
        ...(startKey && { ExclusiveStartKey: startKey }),
      }),
    );
    items.push(...(page.Items ?? []));
    startKey = page.LastEvaluatedKey;
  } while (startKey !== undefined && items.length < limit);
  return items;
};
