import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Conversation } from '../../../../functions/contract/conversations.ts';
import type { UserId } from '../../../../functions/contract/identifiers.ts';
import type { Message } from '../../../../functions/contract/messages.ts';
import type { Caller } from '../../../../functions/domain/caller.ts';
import { keys } from '../../../../functions/platform/keys.ts';
import { aCaller, aUserId, tenantId } from '../../../builders/chat.ts';
import { aDeployment } from '../../../builders/deployment.ts';
import { invokeHttp } from '../../../builders/handlers.ts';
import { aStoredPerson } from '../../../builders/people.ts';

let client: DynamoDBDocumentClient;
let chatTable: string;
let liveTable: string;

beforeAll(async () => {
  ({ client, chatTable, liveTable } = await aDeployment());
});

const aPerson = () => aStoredPerson(client, chatTable);
const create = (caller: Caller, body: object) => invokeHttp<Conversation>('create-conversation', { caller, body });
const inbox = async (caller: Caller, query: Record<string, string> = {}) =>
  (await invokeHttp<{ items: Conversation[]; nextCursor: string | null }>('list-conversations', { caller, query }))
    .body;
const send = (caller: Caller, conversationId: string, content: string) =>
  invokeHttp<Message>('send-message', { caller, parameters: { conversationId }, body: { content } });

describe('creating a conversation', () => {
  it('makes its maker the owner, listed or not, and the others members', async () => {
    const [ada, bob] = [await aPerson(), await aPerson()];
    const { status, body } = await create(ada, { type: 'group', title: 'Lab', memberIds: [ada.userId, bob.userId] });
    expect([status, body]).toMatchObject([201, { title: 'Lab', role: 'owner', memberCount: 2, unreadCount: 0 }]);
    expect((await inbox(bob)).items).toMatchObject([{ id: body.id, role: 'member', lastMessage: null }]);
  });

  it('takes more members than one transaction holds', async () => {
    const ada = await aPerson();
    const others = await Promise.all(Array.from({ length: 120 }, aPerson));
    const { status, body } = await create(ada, { type: 'channel', memberIds: others.map(({ userId }) => userId) });
    expect([status, body.memberCount]).toEqual([201, 121]);
    for (const other of [others[0], others[60], others[119]]) {
      expect((await inbox(other as Caller)).items.map(({ id }) => id)).toEqual([body.id]);
    }
  }, 60_000);

  it('is nowhere to be seen when it was begun and never finished', async () => {
    const ada = await aPerson();
    const key = { tenantId, conversationId: '019a9f5e-9a4b-7d0f-9b1c-3f1de0a7c2b5' as never };
    await client.send(
      new PutCommand({
        TableName: chatTable,
        Item: { ...keys.membership(key, ada.userId), userId: ada.userId, role: 'member', lastReadSequence: 0 },
      }),
    );
    expect((await inbox(ada)).items).toEqual([]);
    expect(await send(ada, key.conversationId, 'hello')).toMatchObject({ status: 404 });
  });

  it('has one direct conversation for a pair, whoever starts it, also at once, and keeps its state', async () => {
    const [ada, bob] = [await aPerson(), await aPerson()];
    const started = await Promise.all([
      create(ada, { type: 'direct', memberIds: [bob.userId] }),
      create(bob, { type: 'direct', memberIds: [ada.userId] }),
    ]);
    expect(started.map(({ status }) => status).sort()).toEqual([200, 201]);
    const id = started[0].body.id;
    expect(started[1].body.id).toBe(id);
    await send(ada, id, 'hello');
    const again = await create(ada, { type: 'direct', memberIds: [bob.userId] });
    expect(again).toMatchObject({
      status: 200,
      body: { sequenceNumber: 1, lastReadSequence: 1, lastMessage: { content: 'hello' } },
    });
  });

  it.each([
    ['a direct one with nobody', { type: 'direct', memberIds: [] }, 'memberIds'],
    ['a direct one with a title', { type: 'direct', title: 'x', memberIds: ['other'] }, 'title'],
    ['a person who is not there', { type: 'group', memberIds: ['nobody'] }, 'memberIds'],
    ['an unknown type', { type: 'party', memberIds: [] }, 'type'],
    ['a title of two lines', { type: 'group', title: 'a\nb', memberIds: [] }, 'title'],
    ['more members than one request may name', { type: 'group', memberIds: Array(501).fill('x') }, 'memberIds'],
  ])('refuses %s', async (_case, body, path) => {
    expect(await create(aCaller(), body)).toMatchObject({ status: 400, body: { errors: [{ path }] } });
  });
});

describe('the inbox', () => {
  it('is sorted by activity and pages through all of it once', async () => {
    const ada = await aPerson();
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) ids.push((await create(ada, { type: 'group', memberIds: [] })).body.id);
    await send(ada, ids[0] as string, 'newest now');
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof inbox>> = await inbox(ada, { limit: '2', ...(cursor && { cursor }) });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual([ids[0], ids[4], ids[3], ids[2], ids[1]]);
  });

  it('has later pages in the order of the first, as they are now, and nothing of what was left', async () => {
    const [ada, bob] = [await aPerson(), await aPerson()];
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      ids.push((await create(ada, { type: 'group', memberIds: [bob.userId] })).body.id);
    }
    const first = await inbox(bob, { limit: '2' });
    expect(first.items.map(({ id }) => id)).toEqual([ids[4], ids[3]]);
    await send(ada, ids[2] as string, 'meanwhile');
    await invokeHttp('remove-member', {
      caller: bob,
      parameters: { conversationId: ids[1] as string, userId: bob.userId },
    });
    const second = await inbox(bob, { cursor: String(first.nextCursor) });
    expect(second.items.map(({ id, unreadCount }) => [id, unreadCount])).toEqual([
      [ids[2], 1],
      [ids[0], 0],
    ]);
    expect(second.nextCursor).toBeNull();
    // The order of another first page takes its place, and it is read anew.
    await inbox(bob, { limit: '1' });
    expect((await inbox(bob, { cursor: String(first.nextCursor) })).items.map(({ id }) => id)).toEqual([ids[0]]);
  });

  it("counts as unread what others sent since one's own last message or read", async () => {
    const [ada, bob] = [await aPerson(), await aPerson()];
    const { id } = (await create(ada, { type: 'group', memberIds: [bob.userId] })).body;
    for (const content of ['1', '2', '3']) await send(ada, id, content);
    expect((await inbox(bob)).items[0]).toMatchObject({ unreadCount: 3, lastReadSequence: 0 });
    await send(bob, id, '4');
    expect((await inbox(bob)).items[0]).toMatchObject({ unreadCount: 0, lastReadSequence: 4 });
    expect((await inbox(ada)).items[0]).toMatchObject({ unreadCount: 1, lastReadSequence: 3 });
  });
});

describe('sending', () => {
  it('answers with the committed message although nobody can be reached, and leaves the mark to the durable path', async () => {
    const [ada, bob] = [await aPerson(), await aPerson()];
    const { id } = (await create(ada, { type: 'group', memberIds: [bob.userId] })).body;
    await client.send(
      new PutCommand({
        TableName: liveTable,
        Item: {
          ...keys.connections(tenantId, bob.userId),
          userId: bob.userId,
          'connection:c-1': { sessionId: 's', expiresAtMs: Date.now() + 60_000 },
        },
      }),
    );
    const { status, body } = await send(ada, id, 'hello');
    expect([status, body.sequenceNumber]).toEqual([201, 1]);
    const key = { tenantId, conversationId: body.conversationId };
    const { Item } = await client.send(
      new GetCommand({ TableName: liveTable, Key: keys.deliveryMark(key, 'message 1') }),
    );
    expect(Item).toBeUndefined();
  });

  it('makes a key of its own for a message that has none, so that a repeat is a new message', async () => {
    const ada = await aPerson();
    const { id } = (await create(ada, { type: 'group', memberIds: [] })).body;
    const [first, second] = [await send(ada, id, 'same'), await send(ada, id, 'same')];
    expect([first.body.sequenceNumber, second.body.sequenceNumber]).toEqual([1, 2]);
    expect(first.body.clientMessageId).not.toBe(second.body.clientMessageId);
  });
});

describe('history', () => {
  it('is for members alone', async () => {
    const [ada, stranger] = [await aPerson(), await aPerson()];
    const { id } = (await create(ada, { type: 'group', memberIds: [] })).body;
    await send(ada, id, 'secret');
    const read = (caller: Caller) => invokeHttp('list-messages', { caller, parameters: { conversationId: id } });
    expect(await read(ada)).toMatchObject({ status: 200, body: { items: [{ content: 'secret' }], hasMore: false } });
    expect(await read(stranger)).toMatchObject({ status: 404 });
    expect(await read(aCaller({ userId: ada.userId, tenantId: 'other' as typeof tenantId }))).toMatchObject({
      status: 404,
    });
    expect(await read(aCaller({ userId: aUserId() as UserId }))).toMatchObject({ status: 404 });
  });
});
