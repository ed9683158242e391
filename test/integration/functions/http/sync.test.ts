import { randomUUID } from 'node:crypto';
import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Conversation } from '../../../../functions/contract/conversations.ts';
import type { ConversationId } from '../../../../functions/contract/identifiers.ts';
import type { Message } from '../../../../functions/contract/messages.ts';
import { maxFrameBytes } from '../../../../functions/contract/websocket-actions.ts';
import type { Caller } from '../../../../functions/domain/caller.ts';
import type { SyncPage } from '../../../../functions/domain/sync/sync-conversation.ts';
import { keys } from '../../../../functions/platform/keys.ts';
import { tenantId } from '../../../builders/chat.ts';
import { aDeployment } from '../../../builders/deployment.ts';
import { invokeAction, invokeHttp } from '../../../builders/handlers.ts';
import { aStoredPerson } from '../../../builders/people.ts';

let client: DynamoDBDocumentClient;
let chatTable: string;
let liveTable: string;
let ada: Caller;
let bob: Caller;
let stranger: Caller;

beforeAll(async () => {
  ({ client, chatTable, liveTable } = await aDeployment());
  ada = await aStoredPerson(client, chatTable);
  bob = await aStoredPerson(client, chatTable);
  stranger = await aStoredPerson(client, chatTable);
});

const aGroup = async (...others: Caller[]): Promise<ConversationId> =>
  (
    await invokeHttp<Conversation>('create-conversation', {
      caller: ada,
      body: { type: 'group', memberIds: [bob, ...others].map(({ userId }) => userId) },
    })
  ).body.id;
const send = async (conversationId: string, content: string): Promise<Message> =>
  (await invokeHttp<Message>('send-message', { caller: ada, parameters: { conversationId }, body: { content } })).body;
const sync = (conversationId: string, query: Record<string, string> = {}, caller = bob) =>
  invokeHttp<SyncPage>('sync-conversation', { caller, parameters: { conversationId }, query });
const numbers = (messages: readonly Message[]) => messages.map(({ sequenceNumber }) => sequenceNumber);

describe('sync', () => {
  it('brings what is above the cursor as it is now, and what changed at or below it', async () => {
    const id = await aGroup();
    const sent = [await send(id, '1'), await send(id, '2'), await send(id, '3')] as const;
    await invokeHttp('edit-message', {
      caller: ada,
      parameters: { messageId: sent[0].id },
      body: { content: '1, edited' },
    });
    await invokeHttp('delete-message', { caller: ada, parameters: { messageId: sent[2].id } });
    const { status, body } = await sync(id, { afterSequence: '2', afterChange: '0' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      messages: [{ sequenceNumber: 3, deleted: true, content: '', changeNumber: 2 }],
      changed: [{ sequenceNumber: 1, content: '1, edited', changeNumber: 1 }],
      head: { sequenceNumber: 3, changeNumber: 2 },
      next: { afterSequence: 3, afterChange: 2 },
      complete: true,
    });
    expect(body).not.toHaveProperty('conversation');
  });

  it('pages in both lines until it is complete, and brings everything once', async () => {
    const id = await aGroup();
    const sent: Message[] = [];
    for (let count = 1; count <= 7; count += 1) sent.push(await send(id, String(count)));
    for (const { id: messageId } of sent.slice(0, 5)) {
      await invokeHttp('add-reaction', { caller: bob, parameters: { messageId }, body: { emoji: '👍' } });
    }
    const state = new Map<number, Message>();
    let cursor = { afterSequence: 4, afterChange: 0 };
    let pages = 0;
    for (let complete = false; !complete; pages += 1) {
      const { body } = await sync(id, {
        afterSequence: String(cursor.afterSequence),
        afterChange: String(cursor.afterChange),
        limit: '2',
      });
      expect(body.messages.length).toBeLessThanOrEqual(2);
      expect(body.changed.length).toBeLessThanOrEqual(2);
      for (const message of [...body.messages, ...body.changed]) state.set(message.sequenceNumber, message);
      cursor = body.next;
      complete = body.complete;
    }
    expect(pages).toBe(3);
    expect(cursor).toEqual({ afterSequence: 7, afterChange: 5 });
    expect([...state.keys()].sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    for (const [number, { reactions }] of state) expect(reactions).toHaveLength(number <= 5 ? 1 : 0);
  });

  it('brings the conversation when its title or its members changed', async () => {
    const id = await aGroup();
    await invokeHttp('update-conversation', {
      caller: ada,
      parameters: { conversationId: id },
      body: { title: 'New' },
    });
    expect((await sync(id)).body).toMatchObject({ conversation: { title: 'New', role: 'member' }, complete: true });
    expect((await sync(id, { afterChange: '1' })).body).not.toHaveProperty('conversation');
  });

  it('refuses a cursor above the head by its field, and anybody who is no member', async () => {
    const id = await aGroup();
    await send(id, '1');
    expect(await sync(id, { afterSequence: '2' })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'afterSequence' }] },
    });
    expect(await sync(id, { afterChange: '1' })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'afterChange' }] },
    });
    expect(await sync(id, { afterSequence: '1' })).toMatchObject({
      status: 200,
      body: { complete: true, messages: [] },
    });
    expect(await sync(id, {}, stranger)).toMatchObject({ status: 404 });
  });
});

describe('sync over WebSocket', () => {
  const ask = (conversations: object[]) => invokeAction(bob, 'sync', { conversations });

  it('brings several conversations, and says of one that may not be seen just that', async () => {
    const [one, other] = [await aGroup(), await aGroup()];
    await send(one, 'hello');
    const answer = await ask([
      { conversationId: one, afterSequence: 0, afterChange: 0 },
      { conversationId: 'nothing', afterSequence: 0, afterChange: 0 },
      { conversationId: other, afterSequence: 0, afterChange: 0 },
    ]);
    expect(answer).toMatchObject({
      type: 'ack',
      conversations: [
        { conversationId: one, messages: [{ content: 'hello' }], complete: true },
        { conversationId: 'nothing', code: 'NOT_FOUND' },
        { conversationId: other, messages: [], complete: true },
      ],
    });
  });

  it('is cut to a frame, and goes on where it was cut', async () => {
    const id = await aGroup();
    const content = '"'.repeat(8000);
    for (let count = 0; count < 6; count += 1) await send(id, content);
    const seen: number[] = [];
    let cursor = { afterSequence: 0, afterChange: 0 };
    for (let complete = false; !complete; ) {
      const answer = await ask([{ conversationId: id, ...cursor }]);
      expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThanOrEqual(maxFrameBytes);
      const [page] = answer.conversations as [SyncPage];
      expect(page.messages.length).toBeGreaterThan(0);
      seen.push(...numbers(page.messages));
      ({ next: cursor, complete } = page);
    }
    expect(seen).toEqual([1, 2, 3, 4, 5, 6]);
  });

  describe('of the largest messages that there may be', () => {
    const largest = {
      content: '"'.repeat(8192),
      metadata: { x: 'x'.repeat(4080) },
    };
    const sendLargest = async (conversationId: string) => {
      const { body } = await invokeHttp<Message>('send-message', {
        caller: ada,
        parameters: { conversationId },
        body: { ...largest, clientMessageId: `${randomUUID()}${'"'.repeat(92)}` },
      });
      // As many reactions as it takes.
      for (let count = 0; ; count += 1) {
        const { status } = await invokeHttp('add-reaction', {
          caller: count % 2 === 0 ? ada : bob,
          parameters: { messageId: body.id },
          body: { emoji: `${String(count).padStart(3, '0')}${'x'.repeat(61)}` },
        });
        if (status !== 200) return body;
      }
    };
    /** Asks for all that are not complete until all are, and gives the numbers seen of each. */
    const catchUp = async (ids: readonly string[], afterChange: number) => {
      const seen = new Map(ids.map((id) => [id, new Set<number>()]));
      let wanted = ids.map((conversationId) => ({ conversationId, afterSequence: 0, afterChange }));
      for (let asked = 0; wanted.length > 0; asked += 1) {
        expect(asked).toBeLessThan(5 * ids.length);
        const answer = await ask(wanted);
        expect(answer.type).toBe('ack');
        expect(Buffer.byteLength(JSON.stringify({ ...answer, requestId: '"'.repeat(128) }))).toBeLessThan(
          maxFrameBytes,
        );
        const pages = answer.conversations as (SyncPage & { conversationId: string })[];
        for (const { conversationId, messages, changed } of pages) {
          for (const number of numbers([...messages, ...changed])) seen.get(conversationId)?.add(number);
        }
        wanted = wanted.flatMap((one) => {
          const page = pages.find(({ conversationId }) => conversationId === one.conversationId);
          return page?.complete ? [] : [{ ...one, ...page?.next }];
        });
      }
      return [...seen.values()].map((one) => [...one]);
    };

    it('comes on with each answer, in one conversation and in many, whoever asks for all that is not complete', async () => {
      const ids: string[] = [];
      for (let count = 0; count < 10; count += 1) {
        const id = await aGroup();
        await sendLargest(id);
        await sendLargest(id);
        ids.push(id);
      }
      expect(await catchUp(ids.slice(0, 1), 0)).toEqual([[1, 2]]);
      expect(await catchUp(ids, 0)).toEqual(ids.map(() => [1, 2]));
    }, 60_000);

    it('brings one that is new beside one that changed, and a conversation with such a last message', async () => {
      const id = await aGroup();
      await sendLargest(id);
      await invokeHttp('update-conversation', {
        caller: ada,
        parameters: { conversationId: id },
        body: { title: '"'.repeat(256), metadata: largest.metadata },
      });
      await sendLargest(id);
      let cursor = { afterSequence: 1, afterChange: 0 };
      const titles: (string | null | undefined)[] = [];
      for (let complete = false; !complete; ) {
        const answer = await ask([{ conversationId: id, ...cursor }]);
        const [page] = answer.conversations as [SyncPage];
        titles.push(page.conversation?.title);
        expect(page.next).not.toEqual(cursor);
        ({ next: cursor, complete } = page);
      }
      expect(titles).toContain('"'.repeat(256));
    }, 60_000);
  });

  it('takes each conversation once', async () => {
    const id = await aGroup();
    const wanted = { conversationId: id, afterSequence: 0, afterChange: 0 };
    expect(await ask([wanted, wanted])).toMatchObject({
      type: 'error',
      errors: [{ path: 'conversations', message: 'must name each conversation once' }],
    });
  });

  it('names the conversation whose cursor is above its head', async () => {
    const id = await aGroup();
    expect(await ask([{ conversationId: id, afterSequence: 1, afterChange: 0 }])).toMatchObject({
      type: 'error',
      errors: [{ path: 'conversations.0.afterSequence' }],
    });
  });
});

describe('marks', () => {
  const read = (conversationId: string, sequenceNumber: number, caller = bob) =>
    invokeHttp('mark-read', { caller, parameters: { conversationId }, body: { sequenceNumber } });

  it('move forward, never back, and never above the head', async () => {
    const id = await aGroup();
    for (const content of ['1', '2', '3']) await send(id, content);
    expect(await read(id, 2)).toEqual({ status: 200, body: { lastReadSequence: 2 } });
    expect(await read(id, 1)).toEqual({ status: 200, body: { lastReadSequence: 2 } });
    expect(await read(id, 4)).toMatchObject({ status: 400, body: { errors: [{ path: 'sequenceNumber' }] } });
    expect(await read(id, 1, stranger)).toMatchObject({ status: 404 });
    expect(await invokeAction(bob, 'message.delivered', { conversationId: id, sequenceNumber: 3 })).toEqual({
      type: 'ack',
      requestId: 'r',
      lastDeliveredSequence: 3,
    });
    expect(await invokeAction(bob, 'message.read', { conversationId: id, sequenceNumber: 3 })).toMatchObject({
      lastReadSequence: 3,
    });
    const { body } = await invokeHttp<{ items: object[] }>('list-receipts', {
      caller: ada,
      parameters: { conversationId: id },
    });
    expect(body.items).toHaveLength(2);
    expect(body.items).toContainEqual({ userId: bob.userId, lastDeliveredSequence: 3, lastReadSequence: 3 });
  });

  it('end at the highest of marks that come at once in any order', async () => {
    const id = await aGroup();
    for (let count = 1; count <= 10; count += 1) await send(id, String(count));
    await Promise.all([3, 9, 1, 10, 5, 7].map((number) => read(id, number)));
    expect(await read(id, 0)).toMatchObject({ body: { lastReadSequence: 10 } });
  });

  it('move although the queue that tells of them is not there, and wait for the next', async () => {
    const id = await aGroup(await aStoredPerson(client, chatTable));
    await send(id, 'hello');
    expect(await read(id, 1)).toMatchObject({ status: 200, body: { lastReadSequence: 1 } });
    const { Item } = await client.send(
      new GetCommand({ TableName: liveTable, Key: keys.receipts({ tenantId, conversationId: id }) }),
    );
    expect(Item).toHaveProperty([`person:${bob.userId}`]);
  });
});
