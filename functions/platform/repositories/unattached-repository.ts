import { DeleteCommand, type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { MediaId, TenantId } from '../../contract/identifiers.ts';
import type { UnattachedFiles } from '../../domain/media/sweep-media.ts';
import type { Unattached } from '../../domain/media/unattached.ts';
import { keys, unattachedPartition } from '../keys.ts';
import { between, queryItems } from './query-items.ts';

/** The write that has the sweep look at a file. */
export const unattachedPut = (TableName: string, entry: Unattached) => ({
  Put: { TableName, Item: { ...keys.unattached(entry), ...entry } },
});

/** What the sweep of files goes by, in the Chat table: it must not be lost while a file is not. */
export class UnattachedRepository implements UnattachedFiles {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async due(slot: number, now: string, limit: number): Promise<readonly Unattached[]> {
    const query = { ...between(this.#table, unattachedPartition(slot), '0', now), ConsistentRead: true };
    const items = await queryItems(this.#client, query, limit);
    return items.map(({ tenantId, mediaId, since, dueAt }) => ({
      tenantId: tenantId as TenantId,
      mediaId: mediaId as MediaId,
      since: since as string,
      dueAt: dueAt as string,
    }));
  }

  async putOff(entry: Unattached, dueAt: string): Promise<void> {
    // The later one first: twice is once too often, not at all is for ever.
    await this.#client.send(new PutCommand(unattachedPut(this.#table, { ...entry, dueAt }).Put));
    if (dueAt !== entry.dueAt) await this.remove(entry);
  }

  async remove(entry: Unattached): Promise<void> {
    await this.#client.send(new DeleteCommand({ TableName: this.#table, Key: keys.unattached(entry) }));
  }
}
