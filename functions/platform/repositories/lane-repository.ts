import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Message } from '../../contract/messages.ts';
import type { Clock } from '../../domain/clock.ts';
import type {
  Answered,
  BatchAt,
  BatchOutcome,
  Lane,
  LaneLease,
  LaneView,
  PendingDraft,
} from '../../domain/messages/lane.ts';
import type { ConversationKey, MessageDraft } from '../../domain/messages/message-log.ts';
import { type ItemKey, keys, lanePartitions, prefixes } from '../keys.ts';
import { attachmentWrites } from './attachments.ts';
import { batchGet } from './batch-get.ts';
import { messageItemOf, messageOfDraft } from './message-item.ts';
import { headFromItem, membershipWrite, messageWrites } from './message-repository.ts';
import { beginningWith, queryItems } from './query-items.ts';
import { retryConflicts } from './retry-conflicts.ts';
import { type NamedWrites, transact } from './transaction.ts';

/** The tables that a lane is in: its drafts and lease in the Live table, what is committed in the Chat table. */
export interface LaneTables {
  readonly chatTable: string;
  readonly liveTable: string;
}

/** What an idempotency key of a message that came through a lane has beside its number. */
interface LaneCommit {
  readonly draftId: string;
  readonly timestamp: string;
}

const inSeconds = (ms: number): number => Math.ceil(ms / 1000);
const isAt = (item: Record<string, unknown>, { PK, SK }: ItemKey): boolean => item.PK === PK && item.SK === SK;

/** Lanes of conversations. */
export class LaneRepository implements Lane {
  readonly #client: DynamoDBDocumentClient;
  readonly #tables: LaneTables;
  readonly #clock: Clock;

  constructor(client: DynamoDBDocumentClient, tables: LaneTables, clock: Clock) {
    this.#client = client;
    this.#tables = tables;
    this.#clock = clock;
  }

  async answerBefore(draft: MessageDraft): Promise<Answered | undefined> {
    const membership = keys.membership(draft, draft.senderId);
    const idempotency = keys.idempotency(draft, draft.senderId, draft.clientMessageId);
    const items = await batchGet(this.#client, this.#tables.chatTable, [membership, idempotency], { consistent: true });
    if (!items.some((item) => isAt(item, membership))) return { outcome: 'not-a-member' };
    const earlier = items.find((item) => isAt(item, idempotency));
    return earlier && { outcome: 'duplicate', sequenceNumber: earlier.sequenceNumber as number };
  }

  async put({ draftId, draft, expiresAtMs, exceptConnectionId }: PendingDraft): Promise<void> {
    await this.#client.send(
      new PutCommand({
        TableName: this.#tables.liveTable,
        Item: {
          ...keys.pendingDraft(draft, draftId),
          draftId,
          // As text, so that it comes back as it was: metadata of any depth, and any clientMessageId.
          draftJson: JSON.stringify(draft),
          exceptConnectionId,
          expiresAtMs,
          expiresAtSeconds: inSeconds(expiresAtMs),
        },
      }),
    );
  }

  async withdraw({ draft, draftId }: PendingDraft): Promise<boolean> {
    const { Attributes } = await retryConflicts(
      () =>
        this.#client.send(
          new DeleteCommand({
            TableName: this.#tables.liveTable,
            Key: keys.pendingDraft(draft, draftId),
            ReturnValues: 'ALL_OLD',
          }),
        ),
      // A batch with this draft is being committed; afterwards it is known whether it was.
      'cannot send message; it is being committed',
    );
    return Attributes !== undefined;
  }

  async look({ draft, draftId }: PendingDraft): Promise<LaneView> {
    const pending = keys.pendingDraft(draft, draftId);
    const lease = keys.laneLease(draft);
    const items = await batchGet(this.#client, this.#tables.liveTable, [pending, lease], { consistent: true });
    const endsAtMs = items.find((item) => isAt(item, lease))?.endsAtMs as number | undefined;
    return { isPending: items.some((item) => isAt(item, pending)), leaseEndsAtMs: endsAtMs ?? 0 };
  }

  async outcomeOf({
    draftId,
    draft,
  }: PendingDraft): Promise<{ readonly outcome: 'committed'; readonly message: Message } | Answered | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({
        TableName: this.#tables.chatTable,
        Key: keys.idempotency(draft, draft.senderId, draft.clientMessageId),
        ConsistentRead: true,
      }),
    );
    if (Item === undefined) return undefined;
    const { sequenceNumber, ...commit } = Item as unknown as LaneCommit & { readonly sequenceNumber: number };
    if (commit.draftId !== draftId) return { outcome: 'duplicate', sequenceNumber };
    const item = messageItemOf({ ...draft, timestamp: commit.timestamp }, sequenceNumber);
    return { outcome: 'committed', message: messageOfDraft(draft, item) };
  }

  async oldest(key: ConversationKey, limit: number): Promise<readonly PendingDraft[]> {
    const pages = await Promise.all(
      lanePartitions(key).map((partition) =>
        queryItems(
          this.#client,
          {
            ...beginningWith(this.#tables.liveTable, partition, prefixes.pendingDraft),
            // Strongly consistent: who was told to wait is seen.
            ConsistentRead: true,
          },
          limit,
        ),
      ),
    );
    return pages
      .flat()
      .map(({ draftId, draftJson, expiresAtMs, exceptConnectionId }) => ({
        draftId: draftId as string,
        draft: JSON.parse(draftJson as string) as MessageDraft,
        expiresAtMs: expiresAtMs as number,
        exceptConnectionId: exceptConnectionId as string | undefined,
      }))
      .sort((one, other) => (one.draftId < other.draftId ? -1 : 1))
      .slice(0, limit);
  }

  async takeLease(key: ConversationKey, { holderId, endsAtMs }: LaneLease): Promise<boolean> {
    try {
      await this.#client.send(
        new PutCommand({
          TableName: this.#tables.liveTable,
          Item: { ...keys.laneLease(key), holderId, endsAtMs, expiresAtSeconds: inSeconds(endsAtMs) },
          ConditionExpression: 'attribute_not_exists(PK) OR endsAtMs <= :now',
          ExpressionAttributeValues: { ':now': this.#clock.nowMs() },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return true;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      // The client tries again by itself when an answer is lost, and then finds its own lease.
      return error.Item !== undefined && unmarshall(error.Item).holderId === holderId;
    }
  }

  async endLease(key: ConversationKey, holderId: string): Promise<void> {
    try {
      await this.#client.send(
        new DeleteCommand({
          TableName: this.#tables.liveTable,
          Key: keys.laneLease(key),
          ConditionExpression: 'holderId = :holder',
          ExpressionAttributeValues: { ':holder': holderId },
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }

  async commit(batch: readonly PendingDraft[], at: BatchAt): Promise<BatchOutcome> {
    const { chatTable, liveTable } = this.#tables;
    const [first] = batch;
    if (first === undefined) throw new Error('cannot commit; the batch is empty');
    const items = batch.map(({ draft }, index) =>
      messageItemOf({ ...draft, timestamp: at.timestamp }, at.head + index + 1),
    );
    const writes: Record<string, NamedWrites<string>[string]> = {
      head: {
        Update: {
          TableName: chatTable,
          Key: keys.head(first.draft),
          UpdateExpression: `SET sequenceNumber = :last, updatedAt = :now${at.hotUntilMs === undefined ? '' : ', hotUntilMs = :hot'}`,
          ConditionExpression: 'sequenceNumber = :head',
          ExpressionAttributeValues: {
            ':head': at.head,
            ':last': at.head + batch.length,
            ':now': at.timestamp,
            ...(at.hotUntilMs !== undefined && { ':hot': at.hotUntilMs }),
          },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
    };
    for (const [index, { draftId, draft }] of batch.entries()) {
      const item = items[index] as (typeof items)[number];
      const beside: LaneCommit = { draftId, timestamp: at.timestamp };
      const { message, idempotency } = messageWrites(chatTable, draft, item, beside);
      writes[`message ${draftId}`] = message;
      writes[`idempotency ${draftId}`] = idempotency;
      // A sender that gave up took the draft out before it said so.
      writes[`draft ${draftId}`] = {
        Delete: {
          TableName: liveTable,
          Key: keys.pendingDraft(draft, draftId),
          ConditionExpression: 'attribute_exists(PK)',
        },
      };
      for (const [file, write] of attachmentWrites(chatTable, draft, item.sequenceNumber).entries()) {
        writes[`attachment ${draftId} ${file}`] = write;
      }
      // Once a sender, with the sender's highest number: a transaction may name no item twice.
      writes[`membership ${draft.senderId}`] = membershipWrite(chatTable, draft, item.sequenceNumber);
    }
    const result = await transact(this.#client, writes);
    if (result.outcome === 'committed') {
      const messages = batch.map(({ draft }, index) => messageOfDraft(draft, items[index] as (typeof items)[number]));
      return { outcome: 'committed', messages };
    }
    if (result.outcome === 'contended') return result;
    const failed = result.items;
    const current = failed.get('head');
    // A head that is gone is a conversation that is gone.
    if (failed.has('head') && current === undefined) {
      return { outcome: 'refused', head: undefined, refused: batch, gone: [] };
    }
    const isRefused = ({ draftId, draft }: PendingDraft) =>
      failed.has(`idempotency ${draftId}`) ||
      failed.has(`membership ${draft.senderId}`) ||
      (draft.attachments ?? []).some((_attachment, file) => failed.has(`attachment ${draftId} ${file}`));
    return {
      outcome: 'refused',
      head: current && headFromItem(current),
      refused: batch.filter(isRefused),
      gone: batch.filter((one) => failed.has(`draft ${one.draftId}`) && !isRefused(one)),
    };
  }
}
