import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { SessionRecord, Sessions } from '../../domain/sessions/sessions.ts';
import { keys } from '../keys.ts';

/** Sessions, in the Chat table. */
export class SessionRepository implements Sessions {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async add(session: SessionRecord): Promise<void> {
    const { tenantId, userId, sessionId } = session;
    await this.#client.send(
      new PutCommand({ TableName: this.#table, Item: { ...keys.session(tenantId, userId, sessionId), ...session } }),
    );
  }
}
