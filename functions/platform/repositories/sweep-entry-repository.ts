import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  PutCommand,
  paginateQuery,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { Connection } from '../../domain/connections/connections.ts';
import type { SweepEntries, SweepEntry } from '../../domain/connections/sweep-entries.ts';
import { slotOf } from '../../domain/connections/sweep-slots.ts';
import { keys, sweepPartition } from '../keys.ts';

/** Longer than API Gateway keeps a connection (quota: 2 h), by as long as the sweep may be out of order. */
const entrySeconds = 24 * 3600;

const entriesAPage = 500;

const keyOf = ({ connectionId }: Pick<SweepEntry, 'connectionId'>) =>
  keys.sweepEntry(slotOf(connectionId), connectionId);

/**
 * What the sweep goes by, in the Live table: an entry a connection, written when it comes and deleted by the sweep
 * alone, in partitions of every tenant's.
 */
export class SweepEntryRepository implements SweepEntries {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async add({ tenantId, userId, connectionId, connectedAtMs }: Connection): Promise<void> {
    const expiresAtSeconds = Math.ceil(connectedAtMs / 1000) + entrySeconds;
    await this.#client.send(
      new PutCommand({
        TableName: this.#table,
        Item: { ...keyOf({ connectionId }), tenantId, userId, connectionId, connectedAtMs, expiresAtSeconds },
      }),
    );
  }

  async *pages(slot: number): AsyncIterable<readonly SweepEntry[]> {
    const query = {
      TableName: this.#table,
      KeyConditionExpression: 'PK = :pk',
      ExpressionAttributeValues: { ':pk': sweepPartition(slot) },
    };
    for await (const { Items = [] } of paginateQuery({ client: this.#client, pageSize: entriesAPage }, query)) {
      yield Items.map(
        ({ tenantId, userId, connectionId, connectedAtMs, idleSinceMs }) =>
          ({ tenantId, userId, connectionId, connectedAtMs, idleSinceMs }) as SweepEntry,
      );
    }
  }

  async noteIdle(entry: SweepEntry, idleSinceMs: number | undefined): Promise<void> {
    try {
      await this.#client.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: keyOf(entry),
          // Another sweep may have deleted it.
          ConditionExpression: 'attribute_exists(PK)',
          ...(idleSinceMs === undefined
            ? { UpdateExpression: 'REMOVE idleSinceMs' }
            : { UpdateExpression: 'SET idleSinceMs = :since', ExpressionAttributeValues: { ':since': idleSinceMs } }),
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }

  async remove(entry: SweepEntry): Promise<void> {
    await this.#client.send(new DeleteCommand({ TableName: this.#table, Key: keyOf(entry) }));
  }
}
