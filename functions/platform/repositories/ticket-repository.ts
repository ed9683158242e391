import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { TenantId } from '../../contract/identifiers.ts';
import type { WebSocketTicket, WebSocketTickets } from '../../domain/connections/websocket-tickets.ts';
import { keys } from '../keys.ts';

/** WebSocket tickets, in the Live table. */
export class TicketRepository implements WebSocketTickets {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async add(tokenHash: string, ticket: WebSocketTicket): Promise<void> {
    await this.#client.send(
      new PutCommand({
        TableName: this.#table,
        Item: {
          ...keys.ticket(ticket.tenantId, tokenHash),
          ...ticket,
          expiresAtSeconds: Math.ceil(ticket.expiresAtMs / 1000),
        },
      }),
    );
  }

  async find(tenantId: TenantId, tokenHash: string): Promise<WebSocketTicket | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: keys.ticket(tenantId, tokenHash), ConsistentRead: true }),
    );
    if (Item === undefined) return undefined;
    const { userId, sessionId, deviceId, expiresAtMs } = Item as WebSocketTicket;
    return { tenantId, userId, sessionId, deviceId, expiresAtMs };
  }
}
