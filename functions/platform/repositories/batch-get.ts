import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import { Unavailable } from '../../domain/errors.ts';
import { pause } from '../../domain/pause.ts';
import type { ItemKey } from '../keys.ts';

/** DynamoDB's limit of keys in one BatchGetItem. */
const keysAtOnce = 100;
const batchesAtOnce = 4;
const tries = 5;

const chunk = <Item>(items: readonly Item[], size: number): Item[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));

/**
 * Reads items by key, as many as there are, in no order that means anything. What DynamoDB leaves unprocessed is
 * asked for again.
 *
 * @param consistent strongly consistent, at twice the read units
 * @throws Unavailable some keys stay unprocessed
 */
export const batchGet = async (
  client: DynamoDBDocumentClient,
  table: string,
  wanted: readonly ItemKey[],
  { consistent }: { consistent: boolean },
): Promise<Record<string, unknown>[]> => {
  const pages = await pMap(
    chunk(wanted, keysAtOnce),
    async (keys) => {
      const items: Record<string, unknown>[] = [];
      let left: Record<string, unknown>[] = keys.map(({ PK, SK }) => ({ PK, SK }));
      for (let attempt = 0; left.length > 0; attempt += 1) {
        if (attempt === tries) throw new Unavailable('cannot read; the table leaves keys unprocessed');
        if (attempt > 0) await pause(0, 25 * 2 ** attempt);
        const { Responses, UnprocessedKeys } = await client.send(
          new BatchGetCommand({ RequestItems: { [table]: { Keys: left, ConsistentRead: consistent } } }),
        );
        items.push(...(Responses?.[table] ?? []));
        left = UnprocessedKeys?.[table]?.Keys ?? [];
      }
      return items;
    },
    { concurrency: batchesAtOnce },
  );
  return pages.flat();
};
