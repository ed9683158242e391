import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { TenantId, UserId } from '../../contract/identifiers.ts';
import type { LastSeen } from '../../domain/presence/presence.ts';
import { keys } from '../keys.ts';
import { batchGet } from './batch-get.ts';

/** How long it is known when somebody was last there. */
const lastSeenSeconds = 90 * 24 * 3600;

/** When people were last there, in the Live table. */
export class LastSeenRepository implements LastSeen {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async put(tenantId: TenantId, userId: UserId, lastSeen: string): Promise<void> {
    const expiresAtSeconds = Math.ceil(Date.parse(lastSeen) / 1000) + lastSeenSeconds;
    await this.#client.send(
      new PutCommand({
        TableName: this.#table,
        Item: { ...keys.lastSeen(tenantId, userId), userId, lastSeen, expiresAtSeconds },
      }),
    );
  }

  async of(tenantId: TenantId, userIds: readonly UserId[]): Promise<ReadonlyMap<UserId, string>> {
    const wanted = userIds.map((userId) => keys.lastSeen(tenantId, userId));
    const items = await batchGet(this.#client, this.#table, wanted, { consistent: false });
    return new Map(items.map(({ userId, lastSeen }) => [userId as UserId, lastSeen as string]));
  }
}
