import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { WalkProgress, WalkProgressStore } from '../../domain/inspection/inspect-recent.ts';
import { keys } from '../keys.ts';

/** How far the inspection's walk has come, in the Live table: without it the walk begins anew. */
export class WalkProgressRepository implements WalkProgressStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async read(): Promise<WalkProgress | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: keys.walkProgress(), ConsistentRead: true }),
    );
    if (Item === undefined) return undefined;
    const { cursor, passStartedMs, lastPassStartedMs } = Item as WalkProgress;
    return { cursor, passStartedMs, lastPassStartedMs };
  }

  async write(progress: WalkProgress): Promise<void> {
    await this.#client.send(new PutCommand({ TableName: this.#table, Item: { ...keys.walkProgress(), ...progress } }));
  }
}
