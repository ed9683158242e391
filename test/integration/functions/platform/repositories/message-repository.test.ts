import { DeleteCommand, type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { UserId } from '../../../../../functions/contract/identifiers.ts';
import { keys } from '../../../../../functions/platform/keys.ts';
import { MembershipRepository } from '../../../../../functions/platform/repositories/membership-repository.ts';
import { MessageRepository } from '../../../../../functions/platform/repositories/message-repository.ts';
import { aDraft, aUserId, type tenantId } from '../../../../builders/chat.ts';
import { aStoredConversation as storeConversation } from '../../../../builders/sending.ts';
import { aTable, localDynamo } from '../../../../builders/tables.ts';

let client: DynamoDBDocumentClient;
let table: string;
let messages: MessageRepository;
let memberships: MembershipRepository;

beforeAll(async () => {
  client = localDynamo();
  table = await aTable(client);
  messages = new MessageRepository(client, table);
  memberships = new MembershipRepository(client, table);
});

const aStoredConversation = (count?: number) => storeConversation(client, table, count);

const numbersIn = async (key: Parameters<MessageRepository['readRange']>[0]) => {
  const numbers: number[] = [];
  for (let after = 0, hasMore = true; hasMore; after = numbers.at(-1) ?? 0) {
    const page = await messages.readRange(key, { after, limit: 100 });
    numbers.push(...page.items.map(({ sequenceNumber }) => sequenceNumber));
    hasMore = page.hasMore;
  }
  return numbers;
};

describe('appending', () => {
  it('commits under the number after the head and moves the head', async () => {
    const { key, userIds } = await aStoredConversation();
    const result = await messages.append(aDraft({ ...key, senderId: userIds[0] }), 0);
    expect(result).toMatchObject({ outcome: 'committed', message: { sequenceNumber: 1, revision: 1 } });
    expect(await messages.readHead(key)).toEqual({ sequenceNumber: 1 });
  });

  it('writes nothing and tells the head when another message took the number', async () => {
    const { key, userIds } = await aStoredConversation();
    await messages.append(aDraft({ ...key, senderId: userIds[0] }), 0);
    const late = aDraft({ ...key, senderId: userIds[0] });
    expect(await messages.append(late, 0)).toEqual({ outcome: 'overtaken', sequenceNumber: 1 });
    expect(await messages.append(late, 1)).toMatchObject({ outcome: 'committed' });
  });

  it('tells the first number when the same sender repeats an idempotency key', async () => {
    const { key, userIds } = await aStoredConversation();
    const draft = aDraft({ ...key, senderId: userIds[0] });
    await messages.append(draft, 0);
    expect(await messages.append({ ...draft, content: 'other' }, 1)).toEqual({
      outcome: 'duplicate',
      sequenceNumber: 1,
    });
    expect(await messages.readHead(key)).toEqual({ sequenceNumber: 1 });
  });

  it('takes one idempotency key from two senders, and in two conversations, as different messages', async () => {
    const one = await aStoredConversation(2);
    const other = await aStoredConversation(1);
    const [ada, bob] = one.userIds as [UserId, UserId];
    const clientMessageId = 'same';
    expect(await messages.append(aDraft({ ...one.key, senderId: ada, clientMessageId }), 0)).toMatchObject({
      outcome: 'committed',
    });
    expect(await messages.append(aDraft({ ...one.key, senderId: bob, clientMessageId }), 1)).toMatchObject({
      outcome: 'committed',
    });
    expect(
      await messages.append(aDraft({ ...other.key, senderId: other.userIds[0], clientMessageId }), 0),
    ).toMatchObject({ outcome: 'committed' });
  });

  it('tells apart idempotency keys that differ in an unpaired surrogate alone', async () => {
    const { key, userIds } = await aStoredConversation();
    const send = (clientMessageId: string, head: number) =>
      messages.append(aDraft({ ...key, senderId: userIds[0], clientMessageId }), head);
    expect(await send('\ud800', 0)).toMatchObject({ outcome: 'committed' });
    expect(await send('\ud801', 1)).toMatchObject({ outcome: 'committed' });
  });

  it('writes nothing for a stranger, nor for a member who was removed after reading the head', async () => {
    const { key, userIds } = await aStoredConversation();
    const head = (await messages.readHead(key))?.sequenceNumber ?? -1;
    await client.send(new DeleteCommand({ TableName: table, Key: keys.membership(key, userIds[0]) }));
    expect(await messages.append(aDraft({ ...key, senderId: userIds[0] }), head)).toEqual({ outcome: 'not-a-member' });
    expect(await messages.append(aDraft({ ...key, senderId: aUserId() }), head)).toEqual({ outcome: 'not-a-member' });
    expect(await numbersIn(key)).toEqual([]);
  });

  it("does not let one tenant's member write into another tenant's conversation", async () => {
    const { key, userIds } = await aStoredConversation();
    const foreign = aDraft({ ...key, tenantId: 'other' as typeof tenantId, senderId: userIds[0] });
    expect(await messages.append(foreign, 0)).toEqual({ outcome: 'not-a-member' });
  });

  it("moves the sender's own read mark and nobody else's", async () => {
    const { key, userIds } = await aStoredConversation(2);
    const [ada, bob] = userIds as [UserId, UserId];
    await messages.append(aDraft({ ...key, senderId: ada }), 0);
    expect(await memberships.find(key, ada)).toMatchObject({ lastReadSequence: 1 });
    expect(await memberships.find(key, bob)).toMatchObject({ lastReadSequence: 0 });
  });

  it('keeps metadata as the application wrote it, however deep or precise', async () => {
    const { key, userIds } = await aStoredConversation();
    const deep = JSON.parse(`${'{"a":'.repeat(60)}1${'}'.repeat(60)}`);
    const metadata = { deep, precise: 0.1234567890123456, empty: '', nothing: null, list: [1, 'a', {}] };
    await messages.append(aDraft({ ...key, senderId: userIds[0], metadata }), 0);
    expect((await messages.read(key, 1))?.metadata).toEqual(metadata);
  });

  it('leaves the idempotency key with the message forever: it has no expiry', async () => {
    const { key, userIds } = await aStoredConversation();
    const draft = aDraft({ ...key, senderId: userIds[0] });
    await messages.append(draft, 0);
    const { Item } = await client.send(
      new GetCommand({ TableName: table, Key: keys.idempotency(key, userIds[0], draft.clientMessageId) }),
    );
    expect(Object.keys(Item ?? {}).sort()).toEqual(['PK', 'SK', 'sequenceNumber']);
  });
});

describe('reading a range', () => {
  const aConversationOf = async (count: number, content = 'x') => {
    const { key, userIds } = await aStoredConversation();
    for (let head = 0; head < count; head += 1) {
      await messages.append(aDraft({ ...key, senderId: userIds[0], content }), head);
    }
    return key;
  };
  const read = async (key: Awaited<ReturnType<typeof aConversationOf>>, query: object) => {
    const { items, hasMore } = await messages.readRange(key, { limit: 3, ...query });
    return { numbers: items.map(({ sequenceNumber }) => sequenceNumber), hasMore };
  };

  it('pages by number in both directions, bounds exclusive, always ascending', async () => {
    const key = await aConversationOf(7);
    expect(await read(key, {})).toEqual({ numbers: [5, 6, 7], hasMore: true });
    expect(await read(key, { before: 5 })).toEqual({ numbers: [2, 3, 4], hasMore: true });
    expect(await read(key, { before: 2 })).toEqual({ numbers: [1], hasMore: false });
    expect(await read(key, { after: 0 })).toEqual({ numbers: [1, 2, 3], hasMore: true });
    expect(await read(key, { after: 4 })).toEqual({ numbers: [5, 6, 7], hasMore: false });
    expect(await read(key, { after: 2, before: 5 })).toEqual({ numbers: [3, 4], hasMore: false });
    expect(await read(key, { after: 7 })).toEqual({ numbers: [], hasMore: false });
    expect(await read(key, { before: 1 })).toEqual({ numbers: [], hasMore: false });
    expect(await read(key, { after: 5, before: 6 })).toEqual({ numbers: [], hasMore: false });
  });

  it('fills a page that is larger than what one query of the table returns', async () => {
    const key = await aConversationOf(140, 'y'.repeat(8192));
    const { items, hasMore } = await messages.readRange(key, { after: 0, limit: 135 });
    expect(items).toHaveLength(135);
    expect(hasMore).toBe(true);
  }, 60_000);
});
