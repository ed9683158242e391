import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  PutCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { Unavailable } from '../../../../../functions/domain/errors.ts';
import type { PendingDraft } from '../../../../../functions/domain/messages/lane.ts';
import { LaneRepository } from '../../../../../functions/platform/repositories/lane-repository.ts';
import { aConversationId, aDraft, aUserId, instant, tenantId } from '../../../../builders/chat.ts';

// DynamoDB Local never answers TransactionConflict, as AWS does: it is made here.
const dynamo = mockClient(DynamoDBDocumentClient);
const lane = new LaneRepository(
  dynamo as unknown as DynamoDBDocumentClient,
  { chatTable: 'chat', liveTable: 'live' },
  { nowMs: () => 1_000 },
);

beforeEach(() => void dynamo.reset());

const key = { tenantId, conversationId: aConversationId() };
const aPendingDraft = (draftId: string, senderId = aUserId()): PendingDraft => ({
  draftId,
  draft: aDraft({ ...key, senderId }),
  expiresAtMs: 5_000,
});
const one = aPendingDraft('1');
const two = aPendingDraft('2');
const again = aPendingDraft('3', one.draft.senderId);
const batch = [one, two, again];

type Write = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

const textOf = ({ Put, Update, Delete }: Write): string => {
  const key: Record<string, unknown> = Put?.Item ?? Update?.Key ?? Delete?.Key ?? {};
  return `${key.PK} ${key.SK}`;
};
const written = () => dynamo.commandCalls(TransactWriteCommand)[0]?.args[0].input.TransactItems ?? [];
/** The transaction is cancelled; `failed` gives the item that is there by a part of the sort key of each that failed. */
const commitRejectedWith = async (
  Code: string,
  failed: Readonly<Record<string, Record<string, unknown> | undefined>>,
) => {
  dynamo.on(TransactWriteCommand).callsFake(({ TransactItems }) => {
    throw new TransactionCanceledException({
      message: 'cancelled',
      $metadata: {},
      CancellationReasons: TransactItems.map((write: Write) => {
        const name = Object.keys(failed).find((part) => textOf(write).includes(part));
        const item = name === undefined ? undefined : failed[name];
        return { Code: name === undefined ? 'None' : Code, ...(item && { Item: marshall(item) }) };
      }),
    });
  });
  return lane.commit(batch, { head: 4, timestamp: instant });
};
const memberOf = ({ draft }: PendingDraft) => `U#${draft.senderId} MEMBERSHIP`;

describe('a batch', () => {
  it('is committed under dense numbers, and names no item twice', async () => {
    dynamo.on(TransactWriteCommand).resolves({});
    const outcome = await lane.commit(batch, { head: 4, timestamp: instant, hotUntilMs: 9_000 });
    expect(outcome).toMatchObject({
      outcome: 'committed',
      messages: [{ sequenceNumber: 5 }, { sequenceNumber: 6 }, { sequenceNumber: 7 }],
    });
    const itemKeys = written().map(textOf);
    expect(new Set(itemKeys).size).toBe(itemKeys.length);
    expect(itemKeys).toHaveLength(1 + 3 * 3 + 2);
    const marks = written().filter(({ Update }) => String(Update?.Key?.SK).startsWith('MEMBERSHIP#'));
    expect(marks.map(({ Update }) => Update?.ExpressionAttributeValues?.[':next'])).toEqual([7, 6]);
  });

  it('is contended after a conflict, and may be tried again', async () => {
    expect(await commitRejectedWith('TransactionConflict', { ' HEAD': undefined })).toEqual({ outcome: 'contended' });
  });

  it('learns the head that overtook it, with nobody refused', async () => {
    const head = { sequenceNumber: 9, hotUntilMs: 7_000 };
    expect(await commitRejectedWith('ConditionalCheckFailed', { ' HEAD': head })).toEqual({
      outcome: 'refused',
      head,
      refused: [],
      gone: [],
    });
  });

  it('names all drafts of a sender who is no member, a repeated key, and a draft that waits no more', async () => {
    const failed = (parts: Record<string, Record<string, unknown> | undefined>) =>
      commitRejectedWith('ConditionalCheckFailed', parts);
    expect(await failed({ [memberOf(one)]: undefined })).toMatchObject({ refused: [one, again], gone: [] });
    const repeated = `U#${two.draft.senderId} IDEMPOTENCY`;
    expect(await failed({ [repeated]: { sequenceNumber: 2 } })).toMatchObject({ refused: [two], gone: [] });
    expect(await failed({ 'DRAFT#2': undefined, [memberOf(one)]: undefined })).toMatchObject({
      refused: [one, again],
      gone: [two],
    });
  });

  it('has all of it refused when the conversation is gone', async () => {
    expect(await commitRejectedWith('ConditionalCheckFailed', { ' HEAD': undefined })).toMatchObject({
      refused: batch,
    });
  });
});

describe('a withdrawal', () => {
  const conflict = new TransactionConflictException({ message: 'conflict', $metadata: {} });

  it('waits for the batch that it meets, and tells whether the draft was in it', async () => {
    dynamo.on(DeleteCommand).rejectsOnce(conflict).resolvesOnce({});
    expect(await lane.withdraw(one)).toBe(false);
    dynamo.reset();
    dynamo
      .on(DeleteCommand)
      .rejectsOnce(conflict)
      .resolvesOnce({ Attributes: { draftId: '1' } });
    expect(await lane.withdraw(one)).toBe(true);
  });

  it('is told as retryable when it never gets through, and passes on what it does not know', async () => {
    dynamo.on(DeleteCommand).rejects(conflict);
    await expect(lane.withdraw(one)).rejects.toBeInstanceOf(Unavailable);
    dynamo.on(DeleteCommand).rejects(new Error('unknown'));
    await expect(lane.withdraw(one)).rejects.toThrow('unknown');
  }, 30_000);
});

describe('taking the lease', () => {
  const taken = (holderId: string) =>
    new ConditionalCheckFailedException({ message: '', $metadata: {}, Item: marshall({ holderId }) });
  const take = () => lane.takeLease(key, { holderId: 'me', endsAtMs: 2_000 });

  it('finds its own when the answer to the first try was lost', async () => {
    dynamo.on(PutCommand).rejects(taken('me'));
    expect(await take()).toBe(true);
    dynamo.on(PutCommand).rejects(taken('somebody'));
    expect(await take()).toBe(false);
  });

  it('passes on what it does not know, as giving it back does', async () => {
    dynamo.on(PutCommand).rejects(new Error('unknown'));
    await expect(take()).rejects.toThrow('unknown');
    dynamo.on(DeleteCommand).rejects(new Error('unknown'));
    await expect(lane.endLease(key, 'me')).rejects.toThrow('unknown');
  });
});
