import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { UserId } from '../../contract/identifiers.ts';
import type { Typing } from '../../contract/presence.ts';
import type { Clock } from '../../domain/clock.ts';
import type { ConversationKey } from '../../domain/messages/message-log.ts';
import type { TypingStates } from '../../domain/typing/typing-states.ts';
import { conversationPartition, keys, prefixes } from '../keys.ts';
import { beginningWith, queryItems } from './query-items.ts';

/** How long somebody counts as writing after they last said so. */
const typingMs = 6_000;
/** Within this time of a start another one is not told again. */
const throttleMs = 3_000;

/** Who is writing, in the Live table. */
export class TypingRepository implements TypingStates {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #clock: Clock;

  constructor(client: DynamoDBDocumentClient, table: string, clock: Clock) {
    this.#client = client;
    this.#table = table;
    this.#clock = clock;
  }

  async start(key: ConversationKey, { userId, displayName }: Typing): Promise<boolean> {
    const nowMs = this.#clock.nowMs();
    const expiresAtMs = nowMs + typingMs;
    try {
      await this.#client.send(
        new PutCommand({
          TableName: this.#table,
          Item: {
            ...keys.typing(key, userId),
            userId,
            displayName,
            expiresAtMs,
            expiresAtSeconds: Math.ceil(expiresAtMs / 1000),
          },
          ConditionExpression: 'attribute_not_exists(PK) OR expiresAtMs <= :due',
          ExpressionAttributeValues: { ':due': expiresAtMs - throttleMs },
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  async stop(key: ConversationKey, userId: UserId): Promise<boolean> {
    const { Attributes } = await this.#client.send(
      new DeleteCommand({ TableName: this.#table, Key: keys.typing(key, userId), ReturnValues: 'ALL_OLD' }),
    );
    return this.#lasts(Attributes);
  }

  async list(key: ConversationKey): Promise<Typing[]> {
    const items = await queryItems(
      this.#client,
      beginningWith(this.#table, conversationPartition(key), prefixes.typing),
    );
    return items
      .filter((item) => this.#lasts(item))
      .sort((one, other) => (other.expiresAtMs as number) - (one.expiresAtMs as number))
      .map(({ userId, displayName }) => ({ userId, displayName }) as Typing);
  }

  /** The table forgets late, so the time decides. */
  #lasts(item: Record<string, unknown> | undefined): boolean {
    return item !== undefined && (item.expiresAtMs as number) > this.#clock.nowMs();
  }
}
