import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { UserId } from '../../contract/identifiers.ts';
import type { Clock } from '../../domain/clock.ts';
import type { ConversationKey } from '../../domain/messages/message-log.ts';
import type { Untold, UntoldReceipts } from '../../domain/receipts/untold-receipts.ts';
import { keys } from '../keys.ts';

/** A person in the conversation's item; attribute names begin so. */
const attributePrefix = 'person:';

/** The queue's second, and what a busy queue may take longer; past it whoever had to put a message there never did. */
const abandonedMs = 10_000;
/** People who read on see to an abandoned item long before. */
const itemSeconds = 24 * 3600;

/**
 * Whose receipts are untold, in the Live table: one item a conversation, one attribute a person, so that noting is one
 * write that needs no read, in any order, and telling takes all away in another.
 */
export class UntoldReceiptRepository implements UntoldReceipts {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #clock: Clock;

  constructor(client: DynamoDBDocumentClient, table: string, clock: Clock) {
    this.#client = client;
    this.#table = table;
    this.#clock = clock;
  }

  async note(key: ConversationKey, userId: UserId, movedBy: string): Promise<boolean> {
    const { Attributes } = await this.#client.send(
      new UpdateCommand({
        TableName: this.#table,
        Key: keys.receipts(key),
        UpdateExpression:
          'SET sinceMs = if_not_exists(sinceMs, :now), expiresAtSeconds = if_not_exists(expiresAtSeconds, :end) ' +
          'ADD #person :movedBy',
        ExpressionAttributeNames: { '#person': `${attributePrefix}${userId}` },
        ExpressionAttributeValues: { ...this.#from(), ':movedBy': new Set([movedBy]) },
        ReturnValues: 'ALL_OLD',
      }),
    );
    if (Attributes === undefined) return true;
    const sinceMs = Attributes.sinceMs as number;
    return sinceMs + abandonedMs < this.#clock.nowMs() && this.#takeOver(key, sinceMs);
  }

  async take(key: ConversationKey): Promise<Untold> {
    const { Attributes = {} } = await this.#client.send(
      new DeleteCommand({ TableName: this.#table, Key: keys.receipts(key), ReturnValues: 'ALL_OLD' }),
    );
    return new Map(
      Object.entries(Attributes).flatMap(([name, movedBy]) =>
        name.startsWith(attributePrefix)
          ? [[name.slice(attributePrefix.length) as UserId, movedBy as ReadonlySet<string>] as const]
          : [],
      ),
    );
  }

  /** Starts an abandoned item's time anew; true for one of all who find it so. */
  async #takeOver(key: ConversationKey, sinceMs: number): Promise<boolean> {
    try {
      await this.#client.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: keys.receipts(key),
          UpdateExpression: 'SET sinceMs = :now, expiresAtSeconds = :end',
          ConditionExpression: 'sinceMs = :since',
          ExpressionAttributeValues: { ...this.#from(), ':since': sinceMs },
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  #from() {
    const nowMs = this.#clock.nowMs();
    return { ':now': nowMs, ':end': Math.ceil(nowMs / 1000) + itemSeconds };
  }
}
