import { DeleteCommand, type DynamoDBDocumentClient, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { TenantId } from '../../../../../functions/contract/identifiers.ts';
import { inspectRecent } from '../../../../../functions/domain/inspection/inspect-recent.ts';
import type { ConversationKey } from '../../../../../functions/domain/messages/message-log.ts';
import { inspectionDeps } from '../../../../../functions/platform/inspection-deps.ts';
import { keys } from '../../../../../functions/platform/keys.ts';
import { ConversationRepository } from '../../../../../functions/platform/repositories/conversation-repository.ts';
import { DeliveryMarkRepository } from '../../../../../functions/platform/repositories/delivery-mark-repository.ts';
import { InspectionRepository } from '../../../../../functions/platform/repositories/inspection-repository.ts';
import { MessageRepository } from '../../../../../functions/platform/repositories/message-repository.ts';
import { aConversation, aDraft, aMembership } from '../../../../builders/chat.ts';
import { anOutbox } from '../../../../builders/inspection.ts';
import { aTable, localDynamo } from '../../../../builders/tables.ts';

const minute = 60_000;
const startMs = Date.parse('2026-11-23T12:00:00.000Z');

let client: DynamoDBDocumentClient;
let chatTable: string;
let liveTable: string;
let outbox: ReturnType<typeof anOutbox>;
/** Minutes after the beginning. */
let now: number;
const clock = { nowMs: () => startMs + now * minute };
const iso = () => new Date(clock.nowMs()).toISOString();

beforeEach(async () => {
  client = localDynamo();
  [chatTable, liveTable] = [await aTable(client), await aTable(client)];
  outbox = anOutbox();
  now = 0;
});

const marks = () => new DeliveryMarkRepository(client, liveTable, clock);

const start = async (tenantId = 'acme' as TenantId): Promise<ConversationKey & { userId: string }> => {
  const record = aConversation({ tenantId, updatedAt: iso() });
  const owner = aMembership({ conversationId: record.conversationId, role: 'owner', joinedAt: iso() });
  await new ConversationRepository(client, chatTable).create(record, [owner], 'c-1');
  await marks().put(record, 'conversation');
  const { conversationId } = record;
  return { tenantId, conversationId, userId: owner.userId };
};

const send = async ({ userId, ...key }: Awaited<ReturnType<typeof start>>): Promise<void> => {
  const messages = new MessageRepository(client, chatTable);
  const head = (await messages.readHead(key))?.sequenceNumber ?? 0;
  await messages.append(aDraft({ ...key, senderId: userId as never, timestamp: iso() }), head);
};

/** One run; with its end at 0 it takes one step of the walk. */
const run = (untilMs = Number.POSITIVE_INFINITY) =>
  inspectRecent({ ...inspectionDeps({ client, chatTable, liveTable, outbox }), clock }, untilMs);
const tell = async () => (await run()).findings.map(({ what, outcome }) => `${what} (${outcome})`);

describe('an inspection of what is recent', () => {
  it('puts what has no mark on the bus again, from two minutes after the commit on', async () => {
    const conversation = await start();
    await send(conversation);
    now += 1;
    expect(await tell()).toEqual([]);
    now += 2;
    expect(await tell()).toEqual([`message 1 of ${new Date(startMs).toISOString()} has no delivery mark (repaired)`]);
    expect(outbox.published).toMatchObject([{ type: 'message.created', detail: { message: { sequenceNumber: 1 } } }]);
  });

  it('comes to every commit once at least, however the passes over the table lie, and not for ever', async () => {
    const conversation = await start();
    for (let sent = 1; sent <= 12; sent += 1) {
      await send(conversation);
      now += sent % 3 === 0 ? 1 : 5;
      // By then the last message is not due, and the two before it are.
      if (sent % 3 === 0) await run();
    }
    for (let runs = 0; runs < 4; runs += 1) {
      now += 30;
      await run();
    }
    const times = new Map<number, number>();
    for (const { detail } of outbox.published) {
      const { sequenceNumber } = (detail as unknown as { message: { sequenceNumber: number } }).message;
      times.set(sequenceNumber, (times.get(sequenceNumber) ?? 0) + 1);
    }
    expect([...times.keys()].sort((one, other) => one - other)).toEqual(Array.from({ length: 12 }, (_, n) => n + 1));
    expect(Math.max(...times.values())).toBeLessThanOrEqual(2);
  });

  it('looks at no conversation more closely that was not used for long', async () => {
    const conversation = await start();
    await send(conversation);
    now += 24 * 60;
    expect(await run()).toMatchObject({ conversations: 1, findings: [], isComplete: true });
    expect(outbox.published).toEqual([]);
  });

  it('goes on where the last run ended, until it has seen the whole table, and then begins anew', async () => {
    const started = await Promise.all(Array.from({ length: 60 }, () => start()));
    for (const conversation of started) await send(conversation);
    now += 5;
    const seen = [];
    let isComplete = false;
    for (let runs = 0; !isComplete; runs += 1) {
      expect(runs).toBeLessThan(60);
      const one = await run(0);
      seen.push(...one.findings.map(({ subject }) => subject));
      isComplete = one.isComplete;
      expect(one.conversations).toBeLessThanOrEqual(25);
    }
    expect(seen.toSorted()).toEqual(started.map(({ conversationId }) => conversationId).toSorted());
    expect((await run()).conversations).toBe(60);
  });

  it('reads a partition once, however much is in it', async () => {
    const conversation = await start();
    for (let count = 0; count < 80; count += 1) await send(conversation);
    await start();
    let scans = 0;
    const counted = {
      send: (command: Parameters<typeof client.send>[0]) => {
        if (command instanceof ScanCommand) scans += 1;
        return client.send(command);
      },
    } as unknown as DynamoDBDocumentClient;
    const { subjects } = inspectionDeps({ client: counted, chatTable, liveTable, outbox });
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await subjects.read(cursor);
      found.push(...page.subjects.map((one) => (one.kind === 'person' ? one.userId : one.key.conversationId)));
      cursor = page.cursor;
    } while (cursor !== undefined);
    // Two conversations with a person each; the sender's partition has 80 keys, the conversation's 80 messages.
    expect(found).toHaveLength(4);
    expect(new Set(found).size).toBe(4);
    expect(scans).toBeLessThanOrEqual(5);
  });

  it('tells what it can not repair in every pass in which it is recent', async () => {
    const conversation = await start();
    for (let count = 0; count < 3; count += 1) await send(conversation);
    for (const number of [1, 2, 3]) await marks().put(conversation, `message ${number}`);
    await client.send(new DeleteCommand({ TableName: chatTable, Key: { ...keys.message(conversation, 3) } }));
    now += 5;
    expect(await tell()).toEqual(['3 missing below the head at 3 (unrepaired)']);
  });

  it('tells and repairs what is wrong with the members of what is recent', async () => {
    const conversation = await start();
    await client.send(
      new DeleteCommand({
        TableName: chatTable,
        Key: { ...keys.membership(conversation, conversation.userId as never) },
      }),
    );
    expect(await tell()).toEqual([
      `${conversation.userId} is listed, but is no member (repaired)`,
      'memberCount is 1, members are 0 (repaired)',
    ]);
    expect(await tell()).toEqual([]);
  });

  it('leaves to the next what somebody wrote to meanwhile, and tells it as nothing that a person has to look at', async () => {
    const conversation = await start();
    await send(conversation);
    await marks().put(conversation, 'message 1');
    const setHead = (sequenceNumber: number) =>
      client.send(
        new UpdateCommand({
          TableName: chatTable,
          Key: { ...keys.head(conversation) },
          UpdateExpression: 'SET sequenceNumber = :number',
          ExpressionAttributeValues: { ':number': sequenceNumber },
        }),
      );
    await setHead(0);
    const deps = { ...inspectionDeps({ client, chatTable, liveTable, outbox }), clock };
    const store = new (class extends InspectionRepository {
      override async moveHead(...to: Parameters<InspectionRepository['moveHead']>): Promise<void> {
        await setHead(1);
        return super.moveHead(...to);
      }
    })(client, chatTable);
    const { findings } = await inspectRecent({ ...deps, store }, Number.POSITIVE_INFINITY);
    expect(findings).toMatchObject([{ what: 'the head is at 0, the newest entry at 1', outcome: 'overtaken' }]);
    expect(await tell()).toEqual([]);
  });

  it('tells how long it has been on a pass over the table', async () => {
    for (let count = 0; count < 60; count += 1) await start();
    expect(await run(0)).toMatchObject({ isComplete: false, passAgeMs: 0 });
    now += 30;
    expect(await run(0)).toMatchObject({ isComplete: false, passAgeMs: 30 * minute });
    await run();
    now += 30;
    expect(await run()).toMatchObject({ isComplete: true, passAgeMs: 0 });
  });
});
