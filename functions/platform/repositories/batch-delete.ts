import { BatchWriteCommand, type BatchWriteCommandInput, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Unavailable } from '../../domain/errors.ts';
import { pause } from '../../domain/pause.ts';
import type { ItemKey } from '../keys.ts';

/** DynamoDB's limit of writes in one BatchWriteItem. */
const keysAtOnce = 25;
/** Waits 25 ms to some 3 s between tries: a partition takes 1,000 writes a second, and its first burst may be refused. */
const tries = 8;

type Requests = NonNullable<BatchWriteCommandInput['RequestItems']>[string];

/**
 * Deletes items by key, one batch after the other. What DynamoDB leaves unprocessed is asked for again.
 *
 * @throws Unavailable some stay unprocessed; those before are deleted
 */
export const batchDelete = async (
  client: DynamoDBDocumentClient,
  table: string,
  unwanted: readonly ItemKey[],
): Promise<void> => {
  for (let from = 0; from < unwanted.length; from += keysAtOnce) {
    let left: Requests = unwanted
      .slice(from, from + keysAtOnce)
      .map(({ PK, SK }) => ({ DeleteRequest: { Key: { PK, SK } } }));
    for (let attempt = 0; left.length > 0; attempt += 1) {
      if (attempt === tries) throw new Unavailable('cannot delete; the table leaves keys unprocessed');
      if (attempt > 0) await pause(0, 25 * 2 ** attempt);
      const { UnprocessedItems } = await client.send(new BatchWriteCommand({ RequestItems: { [table]: left } }));
      left = UnprocessedItems?.[table] ?? [];
    }
  }
};
