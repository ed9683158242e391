import { TransactionCanceledException, TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, type DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { UserId } from '../../../../../functions/contract/identifiers.ts';
import { NotFound, Unavailable } from '../../../../../functions/domain/errors.ts';
import { combine } from '../../../../../functions/domain/messages/combine.ts';
import type { PendingDraft } from '../../../../../functions/domain/messages/lane.ts';
import type { ConversationKey, MessageLog } from '../../../../../functions/domain/messages/message-log.ts';
import {
  type SendMessage,
  type SendMessageDeps,
  type Sent,
  sendMessage,
} from '../../../../../functions/domain/messages/send-message.ts';
import { keys } from '../../../../../functions/platform/keys.ts';
import type { LaneTables } from '../../../../../functions/platform/repositories/lane-repository.ts';
import { MembershipRepository } from '../../../../../functions/platform/repositories/membership-repository.ts';
import { aCaller, aDraft } from '../../../../builders/chat.ts';
import { aStoredConversation, sendingDeps } from '../../../../builders/sending.ts';
import { aTable, localDynamo } from '../../../../builders/tables.ts';

let client: DynamoDBDocumentClient;
let tables: LaneTables;
let deps: SendMessageDeps & { readonly messages: MessageLog };

const startMs = Date.now();
/** Runs at a fifth of the time's speed, so that no sender's patience ends because the machine is busy. */
const slowClock = { nowMs: () => startMs + (Date.now() - startMs) / 5 };

beforeAll(async () => {
  client = localDynamo();
  tables = { chatTable: await aTable(client), liveTable: await aTable(client) };
  deps = sendingDeps(client, tables, slowClock);
});

const aConversationOf = (count: number) => aStoredConversation(client, tables.chatTable, count);

const send = (
  { conversationId }: ConversationKey,
  userId: UserId,
  clientMessageId: string,
  over: Partial<SendMessageDeps> & Pick<SendMessage, 'exceptConnectionId'> = {},
): Promise<Sent> => {
  const { exceptConnectionId, ...others } = over;
  return sendMessage(
    { ...deps, ...others },
    {
      ...{ caller: aCaller({ userId }), correlationId: 'c', conversationId },
      ...{ clientMessageId, content: clientMessageId, exceptConnectionId },
    },
  );
};

/** A log that says the conversation is hot, or cold, whatever it is; it counts direct tries. */
const aLogThatIs = (state: 'hot' | 'cold') => {
  const { messages } = deps;
  const counts = { direct: 0 };
  const hotUntilMs = state === 'hot' ? Number.MAX_SAFE_INTEGER : 0;
  const log = {
    read: messages.read.bind(messages),
    readSent: messages.readSent.bind(messages),
    readHead: async (...args: Parameters<MessageLog['readHead']>) => {
      const head = await messages.readHead(...args);
      return head && { ...head, hotUntilMs };
    },
    append: async (...args: Parameters<MessageLog['append']>) => {
      counts.direct += 1;
      const outcome = await messages.append(...args);
      return outcome.outcome === 'overtaken' ? { ...outcome, hotUntilMs } : outcome;
    },
  };
  return { messages: log, counts };
};

const numbered = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

const contentsOf = async (key: ConversationKey) => {
  const contents: string[] = [];
  for (let hasMore = true; hasMore; ) {
    const page = await deps.messages.readRange(key, { after: contents.length, limit: 100 });
    expect(page.items.map(({ sequenceNumber }) => sequenceNumber)).toEqual(
      page.items.map((_, index) => contents.length + index + 1),
    );
    contents.push(...page.items.map(({ content }) => content));
    hasMore = page.hasMore;
  }
  expect(await deps.messages.readHead(key)).toMatchObject({ sequenceNumber: contents.length });
  return contents;
};

const waiting = (key: ConversationKey) => deps.lane.oldest(key, 100);

const untilWaiting = async (key: ConversationKey, count: number): Promise<readonly PendingDraft[]> => {
  for (;;) {
    const drafts = await waiting(key);
    if (drafts.length === count) return drafts;
    await new Promise((wake) => setTimeout(wake, 5));
  }
};

/** Somebody who has the lease and commits nothing until it is given back. */
const holdLease = async (key: ConversationKey, endsAtMs = Number.MAX_SAFE_INTEGER) => {
  expect(await deps.lane.takeLease(key, { holderId: 'somebody', endsAtMs })).toBe(true);
  return () => deps.lane.endLease(key, 'somebody');
};

const aPendingDraft = (key: ConversationKey, senderId: UserId, over: Partial<PendingDraft> = {}): PendingDraft => ({
  draftId: deps.newId(),
  draft: aDraft({ ...key, senderId }),
  expiresAtMs: deps.clock.nowMs() + 60_000,
  ...over,
});

const removeMember = (key: ConversationKey, userId: UserId) =>
  client.send(new DeleteCommand({ TableName: tables.chatTable, Key: keys.membership(key, userId) }));

describe('many senders at once', () => {
  it('all succeed at the first call: 150 messages of 50 senders are numbered 1 to 150 without gap or double', async () => {
    const { key, userIds } = await aConversationOf(50);
    const sent = await Promise.all(
      userIds.map(async (userId, index) => {
        const numbers: number[] = [];
        for (let count = 0; count < 3; count += 1) {
          const { outcome, message } = await send(key, userId, `${index}-${count}`);
          expect([outcome, message.content]).toEqual(['created', `${index}-${count}`]);
          numbers.push(message.sequenceNumber);
        }
        return numbers;
      }),
    );
    expect(sent.flat().sort((one, other) => one - other)).toEqual(numbered(150));
    for (const numbers of sent) expect(numbers).toEqual([...numbers].sort((one, other) => one - other));
    const contents = await contentsOf(key);
    for (const [index, numbers] of sent.entries()) {
      for (const [count, number] of numbers.entries()) expect(contents[number - 1]).toBe(`${index}-${count}`);
    }
    expect(await waiting(key)).toEqual([]);
  }, 120_000);

  it('are numbered without gap or double when some take the lane and some do not', async () => {
    const { key, userIds } = await aConversationOf(20);
    const logs = [aLogThatIs('hot'), aLogThatIs('cold')];
    const sent = await Promise.all(
      userIds.flatMap((userId, index) =>
        ['a', 'b'].map((which) =>
          send(key, userId, `${index}${which}`, { messages: logs[index % 2]?.messages as never }),
        ),
      ),
    );
    const numbers = sent.map(({ message }) => message.sequenceNumber);
    expect(numbers.sort((one, other) => one - other)).toEqual(numbered(40));
    expect(await contentsOf(key)).toHaveLength(40);
    expect(logs[0]?.counts.direct).toBe(0);
    expect(logs[1]?.counts.direct).toBeGreaterThan(0);
  }, 60_000);

  it('commit a message once when one sender tries it ten times, through the lane and directly', async () => {
    const { key, userIds } = await aConversationOf(1);
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        send(key, userIds[0], 'once', { messages: aLogThatIs(index % 2 === 0 ? 'hot' : 'cold').messages }),
      ),
    );
    expect(results.filter(({ outcome }) => outcome === 'created')).toHaveLength(1);
    expect(new Set(results.map(({ message }) => message.id)).size).toBe(1);
    expect(await contentsOf(key)).toEqual(['once']);
    expect(await waiting(key)).toEqual([]);
  }, 60_000);

  it('move each own read mark to the highest own number, several of one sender in one batch among them', async () => {
    const { key, userIds } = await aConversationOf(2);
    const [ada, bob] = userIds as [UserId, UserId];
    const release = await holdLease(key);
    const { messages } = aLogThatIs('hot');
    const sends = [ada, ada, bob, ada].map((userId, index) => send(key, userId, `${index}`, { messages }));
    await untilWaiting(key, 4);
    await release();
    const numbers = (await Promise.all(sends)).map(({ message }) => message.sequenceNumber);
    const memberships = new MembershipRepository(client, tables.chatTable);
    const highest = Math.max(numbers[0] ?? 0, numbers[1] ?? 0, numbers[3] ?? 0);
    expect(await memberships.find(key, ada)).toMatchObject({ lastReadSequence: highest });
    expect(await memberships.find(key, bob)).toMatchObject({ lastReadSequence: numbers[2] });
  }, 60_000);

  it('all succeed although every second transaction and withdrawal meets a conflict, as AWS answers', async () => {
    const { key, userIds } = await aConversationOf(20);
    let calls = 0;
    const conflicting = {
      send: async (command: Parameters<typeof client.send>[0]) => {
        const isWithdrawal = command instanceof DeleteCommand && command.input.ReturnValues === 'ALL_OLD';
        if (command instanceof TransactWriteCommand || isWithdrawal) calls += 1;
        if (command instanceof TransactWriteCommand && calls % 2 === 0) {
          const CancellationReasons = command.input.TransactItems?.map(() => ({ Code: 'TransactionConflict' }));
          throw new TransactionCanceledException({ message: '', $metadata: {}, CancellationReasons });
        }
        if (isWithdrawal && calls % 2 === 0) throw new TransactionConflictException({ message: '', $metadata: {} });
        return client.send(command as never);
      },
    } as unknown as DynamoDBDocumentClient;
    const over = sendingDeps(conflicting, tables, slowClock);
    await Promise.all(userIds.map((userId, index) => send(key, userId, `${index}`, over)));
    expect((await contentsOf(key)).sort()).toEqual(userIds.map((_, index) => `${index}`).sort());
  }, 60_000);
});

describe('the lane', () => {
  it('is taken at once while the head says so, and no more when it has gone cold', async () => {
    const { key, userIds } = await aConversationOf(3);
    let nowMs = startMs;
    const clock = { nowMs: () => nowMs };
    const count = { direct: 0, put: 0 };
    const { messages, lane } = sendingDeps(client, tables, clock);
    const over = {
      ...{ clock, lane, messages },
    };
    const append = messages.append.bind(messages);
    messages.append = (...args) => {
      count.direct += 1;
      return append(...args);
    };
    const put = lane.put.bind(lane);
    lane.put = (...args) => {
      count.put += 1;
      return put(...args);
    };
    // Given that two drafts were committed together
    const drafts = userIds.slice(0, 2).map((userId) => aPendingDraft(key, userId));
    for (const draft of drafts) await lane.put(draft);
    await combine({ ...deps, ...over }, key, { holderId: 'x', endsAtMs: nowMs + 400 });
    expect((await messages.readHead(key))?.hotUntilMs).toBeGreaterThan(nowMs);

    // Then the next sender takes the lane at once
    count.put = 0;
    await send(key, userIds[2] as UserId, 'hot', over);
    expect(count).toEqual({ direct: 0, put: 1 });

    // And one that comes later does not
    nowMs += 5_001;
    await send(key, userIds[2] as UserId, 'cold', over);
    expect(count).toEqual({ direct: 1, put: 1 });
  });

  it('is not entered by a stranger, nor by a repeat', async () => {
    const { key, userIds } = await aConversationOf(1);
    const { messages } = aLogThatIs('hot');
    const lane = { ...deps.lane, answerBefore: deps.lane.answerBefore.bind(deps.lane), put: () => Promise.reject() };
    const first = await send(key, userIds[0], 'same');
    const over = { messages, lane: lane as never };
    expect(await send(key, userIds[0], 'same', over)).toEqual({ outcome: 'duplicate', message: first.message });
    await expect(send(key, aCaller().userId, 'other', over)).rejects.toBeInstanceOf(NotFound);
  });

  it('commits one of three drafts under one key, and gives its message to the others', async () => {
    const { key, userIds } = await aConversationOf(1);
    const release = await holdLease(key);
    const { messages } = aLogThatIs('hot');
    const sends = [1, 2, 3].map(() => send(key, userIds[0], 'same', { messages }));
    await untilWaiting(key, 3);
    await release();
    const sent = await Promise.all(sends);
    expect(sent.map(({ outcome }) => outcome).sort()).toEqual(['created', 'duplicate', 'duplicate']);
    expect(new Set(sent.map(({ message }) => message.id)).size).toBe(1);
    expect(await contentsOf(key)).toEqual(['same']);
  }, 60_000);

  it('commits all but the draft of a member who was removed while it waited, who is told', async () => {
    const { key, userIds } = await aConversationOf(3);
    const [ada, bob, eve] = userIds as [UserId, UserId, UserId];
    const release = await holdLease(key);
    // Time stands still: nobody is told because a draft expires.
    const over = { messages: aLogThatIs('hot').messages, clock: { nowMs: () => startMs } };
    const sends = [ada, eve, bob].map((userId) => send(key, userId, userId, over));
    const results = Promise.allSettled(sends);
    await untilWaiting(key, 3);
    await removeMember(key, eve);
    await release();
    const [ofAda, ofEve, ofBob] = await results;
    expect([ofAda?.status, ofBob?.status]).toEqual(['fulfilled', 'fulfilled']);
    expect(ofEve).toMatchObject({ status: 'rejected', reason: expect.any(NotFound) });
    expect((await contentsOf(key)).sort()).toEqual([ada, bob].sort());
  }, 60_000);

  it('tells whoever waits that a conversation is gone that is deleted meanwhile', async () => {
    const { key, userIds } = await aConversationOf(2);
    const release = await holdLease(key);
    const { messages } = aLogThatIs('hot');
    const results = Promise.allSettled(userIds.map((userId) => send(key, userId, userId, { messages })));
    await untilWaiting(key, 2);
    await client.send(new DeleteCommand({ TableName: tables.chatTable, Key: keys.head(key) }));
    await release();
    for (const result of await results) {
      expect(result).toMatchObject({ status: 'rejected', reason: expect.any(NotFound) });
    }
    expect(await waiting(key)).toEqual([]);
  }, 60_000);

  it('goes on when the one who had the lease died', async () => {
    const { key, userIds } = await aConversationOf(3);
    await holdLease(key, deps.clock.nowMs() + 20);
    const { messages } = aLogThatIs('hot');
    await Promise.all(userIds.map((userId) => send(key, userId, userId, { messages })));
    expect(await contentsOf(key)).toHaveLength(3);
  }, 60_000);

  it('tells each sender the number when the one who committed died before a word', async () => {
    const { key, userIds } = await aConversationOf(3);
    await holdLease(key);
    const { messages } = aLogThatIs('hot');
    const sends = userIds.map((userId) => send(key, userId, userId, { messages }));
    const drafts = await untilWaiting(key, 3);
    const timestamp = '2026-11-23T12:00:00.000Z';
    expect(await deps.lane.commit(drafts, { head: 0, timestamp })).toMatchObject({ outcome: 'committed' });
    const sent = await Promise.all(sends);
    const { items } = await deps.messages.readRange(key, { after: 0, limit: 10 });
    expect(sent.map(({ outcome }) => outcome)).toEqual(['created', 'created', 'created']);
    expect(sent.map(({ message }) => message).sort((a, b) => a.sequenceNumber - b.sequenceNumber)).toEqual(items);
    expect(items.map((one) => one.timestamp)).toEqual([timestamp, timestamp, timestamp]);
  }, 60_000);

  it('never commits a draft that has expired, and takes it out', async () => {
    const { key, userIds } = await aConversationOf(2);
    const [ada, bob] = userIds as [UserId, UserId];
    await deps.lane.put(aPendingDraft(key, ada, { expiresAtMs: deps.clock.nowMs() - 1 }));
    await send(key, bob, 'in time', { messages: aLogThatIs('hot').messages });
    expect(await contentsOf(key)).toEqual(['in time']);
    expect(await waiting(key)).toEqual([]);
  });

  it('never commits a draft whose sender was told to try again, not even a batch that holds it already', async () => {
    const { key, userIds } = await aConversationOf(2);
    const [ada, bob] = userIds as [UserId, UserId];
    await holdLease(key);
    let nowMs = deps.clock.nowMs();
    const clock = { nowMs: () => nowMs };
    const ofBob = aPendingDraft(key, bob);
    await deps.lane.put(ofBob);
    const toldAda = send(key, ada, 'late', { clock, messages: aLogThatIs('hot').messages }).catch((error) => error);
    // Given a combiner that has read the lane
    const read = await untilWaiting(key, 2);
    nowMs += 5_000;
    expect(await toldAda).toBeInstanceOf(Unavailable);
    const at = { head: 0, timestamp: '2026-11-23T12:00:00.000Z' };
    const [ofAda] = read.filter(({ draft }) => draft.senderId === ada);
    expect(await deps.lane.commit(read, at)).toEqual({
      outcome: 'refused',
      head: undefined,
      refused: [],
      gone: [ofAda],
    });
    expect(await deps.lane.commit([ofBob], at)).toMatchObject({ outcome: 'committed' });
    expect(await contentsOf(key)).toHaveLength(1);
  }, 60_000);

  it('has a batch of several delivered together, each with the connection that it came by', async () => {
    const { key, userIds } = await aConversationOf(3);
    const release = await holdLease(key);
    const { messages } = aLogThatIs('hot');
    const delivered: (readonly [string, string | undefined])[][] = [];
    const deliver: SendMessageDeps['deliver'] = async (_key, committed) =>
      void delivered.push(committed.map((one) => [one.message.content, one.exceptConnectionId]));
    const sends = userIds.map((userId, index) =>
      send(key, userId, `${index}`, { messages, deliver, exceptConnectionId: `connection ${index}` }),
    );
    await untilWaiting(key, 3);
    await release();
    await Promise.all(sends);
    expect(delivered).toHaveLength(1);
    expect(delivered[0]?.sort()).toEqual(userIds.map((_, index) => [`${index}`, `connection ${index}`]));
  }, 60_000);

  it('brings metadata of any depth and a clientMessageId of any characters through as they were', async () => {
    const { key, userIds } = await aConversationOf(1);
    const deep = JSON.parse(`${'{"a":'.repeat(60)}1${'}'.repeat(60)}`);
    const draft = aDraft({ ...key, senderId: userIds[0], clientMessageId: '\ud800', metadata: { deep } });
    await deps.lane.put(aPendingDraft(key, userIds[0], { draft }));
    const [pending] = await waiting(key);
    expect(pending?.draft).toEqual(draft);
  });
});

describe('the lease', () => {
  it('is one holder’s until it ends or is given back', async () => {
    const { key } = await aConversationOf(1);
    const nowMs = deps.clock.nowMs();
    const take = (holderId: string, endsAtMs: number) => deps.lane.takeLease(key, { holderId, endsAtMs });
    expect(await take('one', nowMs + 60_000)).toBe(true);
    expect(await take('other', nowMs + 60_000)).toBe(false);
    await deps.lane.endLease(key, 'other');
    expect(await take('other', nowMs + 60_000)).toBe(false);
    await deps.lane.endLease(key, 'one');
    expect(await take('other', nowMs - 1)).toBe(true);
    expect(await take('one', nowMs + 60_000)).toBe(true);
  });
});
