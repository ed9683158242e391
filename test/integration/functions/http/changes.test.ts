import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Conversation } from '../../../../functions/contract/conversations.ts';
import type { ConversationId } from '../../../../functions/contract/identifiers.ts';
import type { Message } from '../../../../functions/contract/messages.ts';
import type { Caller } from '../../../../functions/domain/caller.ts';
import { systemClock } from '../../../../functions/domain/clock.ts';
import { keys } from '../../../../functions/platform/keys.ts';
import { SubscriptionRepository } from '../../../../functions/platform/repositories/subscription-repository.ts';
import { aCaller, tenantId } from '../../../builders/chat.ts';
import { aDeployment } from '../../../builders/deployment.ts';
import { invokeAction, invokeHttp } from '../../../builders/handlers.ts';
import { aStoredPerson } from '../../../builders/people.ts';

let client: DynamoDBDocumentClient;
let chatTable: string;
let liveTable: string;
let ada: Caller;
let bob: Caller;
let cleo: Caller;

beforeAll(async () => {
  ({ client, chatTable, liveTable } = await aDeployment());
  ada = await aStoredPerson(client, chatTable);
  bob = await aStoredPerson(client, chatTable);
  cleo = await aStoredPerson(client, chatTable);
});

const aGroup = async (...others: Caller[]): Promise<ConversationId> => {
  const body = { type: 'group', title: 'Lab', memberIds: others.map(({ userId }) => userId) };
  return (await invokeHttp<Conversation>('create-conversation', { caller: ada, body })).body.id;
};
const send = async (caller: Caller, conversationId: string, content = 'hello', more = {}): Promise<Message> =>
  (await invokeHttp<Message>('send-message', { caller, parameters: { conversationId }, body: { content, ...more } }))
    .body;
const edit = (caller: Caller, messageId: string, body: object) =>
  invokeHttp('edit-message', { caller, parameters: { messageId }, body });
const remove = (caller: Caller, messageId: string) =>
  invokeHttp('delete-message', { caller, parameters: { messageId } });
const react = (caller: Caller, messageId: string, emoji: string) =>
  invokeHttp<Message>('add-reaction', { caller, parameters: { messageId }, body: { emoji } });
const unreact = (caller: Caller, messageId: string, emoji: string) =>
  invokeHttp<Message>('remove-reaction', { caller, parameters: { messageId, emoji } });
const get = async (caller: Caller, conversationId: string) =>
  invokeHttp<Conversation>('get-conversation', { caller, parameters: { conversationId } });
const onMember = (name: string, caller: Caller, conversationId: string, member: Caller, body?: object) =>
  invokeHttp(name, { caller, parameters: { conversationId, userId: member.userId }, ...(body && { body }) });
const add = (caller: Caller, conversationId: string, member: Caller, body: object = {}) =>
  invokeHttp('add-member', { caller, parameters: { conversationId }, body: { userId: member.userId, ...body } });

describe('editing', () => {
  it('replaces the content, counts revisions and keeps the text before for the audit', async () => {
    const id = await aGroup(bob);
    const message = await send(ada, id, 'first', { metadata: { a: 1 } });
    const edited = await edit(ada, message.id, { content: 'second' });
    expect(edited).toMatchObject({
      status: 200,
      body: { content: 'second', revision: 2, changeNumber: 1, editedAt: expect.any(String), metadata: { a: 1 } },
    });
    const change = keys.change({ tenantId, conversationId: id }, 1);
    const { Item } = await client.send(new GetCommand({ TableName: chatTable, Key: change }));
    expect(Item).toMatchObject({ kind: 'message.updated', replaced: { content: 'first', revision: 1 } });
  });

  it('lets the last writer win, but refuses a stale baseRevision with the message as it is', async () => {
    const message = await send(ada, await aGroup(bob));
    await edit(ada, message.id, { content: 'second' });
    expect(await edit(ada, message.id, { content: 'third' })).toMatchObject({ status: 200, body: { revision: 3 } });
    expect(await edit(ada, message.id, { content: 'stale', baseRevision: 2 })).toMatchObject({
      status: 409,
      body: { code: 'STALE_REVISION', current: { content: 'third', revision: 3 } },
    });
    const frame = { messageId: message.id, content: 'stale', baseRevision: 2 };
    expect(await invokeAction(ada, 'message.edit', frame)).toMatchObject({
      type: 'error',
      code: 'STALE_REVISION',
      current: { content: 'third', revision: 3 },
    });
    expect(await edit(ada, message.id, { content: 'fourth', baseRevision: 3 })).toMatchObject({ status: 200 });
  });

  it('is for the author alone, and for nobody once the message is a tombstone', async () => {
    const message = await send(ada, await aGroup(bob));
    expect(await edit(bob, message.id, { content: 'x' })).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    expect(await edit(cleo, message.id, { content: 'x' })).toMatchObject({ status: 404 });
    expect(await edit(ada, 'nonsense', { content: 'x' })).toMatchObject({ status: 404 });
    await remove(ada, message.id);
    expect(await edit(ada, message.id, { content: 'x' })).toMatchObject({ status: 404 });
  });

  it('changes nothing when the content is the same', async () => {
    const id = await aGroup(bob);
    const message = await send(ada, id, 'same');
    expect(await edit(ada, message.id, { content: 'same' })).toMatchObject({ body: { revision: 1 } });
    expect((await get(ada, id)).body.changeNumber).toBe(0);
  });
});

describe('deleting', () => {
  it('leaves a tombstone that keeps the number and says nothing, again too', async () => {
    const id = await aGroup(bob);
    const message = await send(bob, id, 'secret', { metadata: { secret: true } });
    await react(ada, message.id, '👍');
    expect(await remove(bob, message.id)).toEqual({ status: 204, body: undefined });
    expect(await remove(bob, message.id)).toMatchObject({ status: 204 });
    const { lastMessage, changeNumber } = (await get(ada, id)).body;
    expect(lastMessage).toMatchObject({
      deleted: true,
      content: '',
      reactions: [],
      attachments: [],
      sequenceNumber: 1,
    });
    expect(lastMessage).not.toHaveProperty('metadata');
    expect(changeNumber).toBe(2);
  });

  it("is for the author, and for the conversation's owner and admins", async () => {
    const id = await aGroup(bob, cleo);
    const [first, second] = [await send(bob, id), await send(bob, id)];
    expect(await remove(cleo, first.id)).toMatchObject({ status: 403 });
    expect(await remove(ada, first.id)).toMatchObject({ status: 204 });
    await onMember('change-role', ada, id, cleo, { role: 'admin' });
    expect(await remove(cleo, second.id)).toMatchObject({ status: 204 });
  });
});

describe('reactions', () => {
  it('are one per person and emoji, in the order they came', async () => {
    const message = await send(ada, await aGroup(bob));
    await react(ada, message.id, '👍');
    await react(bob, message.id, '👍');
    await react(bob, message.id, '❤️');
    const again = await react(bob, message.id, '👍');
    expect(again).toMatchObject({ status: 200, body: { changeNumber: 3 } });
    expect(again.body.reactions).toEqual([
      { emoji: '👍', userIds: [ada.userId, bob.userId] },
      { emoji: '❤️', userIds: [bob.userId] },
    ]);
    await unreact(ada, message.id, '👍');
    const last = await unreact(ada, message.id, '👍');
    expect(last.body).toMatchObject({ changeNumber: 4, reactions: [{ userIds: [bob.userId] }, { emoji: '❤️' }] });
    expect((await unreact(bob, message.id, encodeURIComponent('❤️'))).body.reactions).toHaveLength(1);
  });

  it('of people at once all count, on a line of changes without a gap', async () => {
    const id = await aGroup(bob, cleo);
    const message = await send(ada, id);
    const people = [ada, bob, cleo];
    await Promise.all(people.flatMap((person) => ['👍', '❤️', '🎉'].map((emoji) => react(person, message.id, emoji))));
    const { body } = await get(ada, id);
    expect(body.changeNumber).toBe(9);
    for (const { userIds } of body.lastMessage?.reactions ?? []) {
      expect([...userIds].sort()).toEqual(people.map(({ userId }) => userId).sort());
    }
  });

  it('are refused without an emoji, and on a message that is gone or not theirs', async () => {
    const message = await send(ada, await aGroup(bob));
    expect(await react(ada, message.id, 'two words')).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'emoji' }] },
    });
    expect(await react(cleo, message.id, '👍')).toMatchObject({ status: 404 });
  });
});

describe('members', () => {
  it('are added by owner and admins, once, with what was said before read', async () => {
    const id = await aGroup(bob);
    await send(ada, id);
    expect(await add(bob, id, cleo)).toMatchObject({ status: 403 });
    expect(await add(ada, id, cleo)).toMatchObject({
      status: 201,
      body: { userId: cleo.userId, role: 'member', displayName: 'Ada' },
    });
    expect(await add(ada, id, cleo, { role: 'admin' })).toMatchObject({ status: 201, body: { role: 'member' } });
    expect((await get(cleo, id)).body).toMatchObject({ unreadCount: 0, memberCount: 3, changeNumber: 1 });
    expect(await add(ada, id, aCaller())).toMatchObject({ status: 400, body: { errors: [{ path: 'userId' }] } });
  });

  it.each([
    ['group', 1_000],
    ['channel', 50_000],
  ])('of a %s are at most %s', async (type, most) => {
    const { body } = await invokeHttp<Conversation>('create-conversation', {
      caller: ada,
      body: { type, memberIds: [bob.userId] },
    });
    const count = (memberCount: number) =>
      client.send(
        new UpdateCommand({
          TableName: chatTable,
          Key: keys.conversation({ tenantId, conversationId: body.id }),
          UpdateExpression: 'SET memberCount = :count',
          ExpressionAttributeValues: { ':count': memberCount },
        }),
      );
    await count(most);
    expect(await add(ada, body.id, cleo)).toMatchObject({
      status: 403,
      body: { code: 'QUOTA_EXCEEDED', detail: `cannot add a member; a ${type} has at most ${most}` },
    });
    expect(await add(ada, body.id, bob)).toMatchObject({ status: 201 });
    await count(most - 1);
    expect(await add(ada, body.id, cleo)).toMatchObject({ status: 201 });
  });

  it('leave and are removed, and can neither read nor send from then on', async () => {
    const id = await aGroup(bob, cleo);
    expect(await onMember('remove-member', bob, id, cleo)).toMatchObject({ status: 403 });
    expect(await onMember('remove-member', bob, id, bob)).toEqual({ status: 204, body: undefined });
    expect(await onMember('remove-member', ada, id, cleo)).toMatchObject({ status: 204 });
    expect(await onMember('remove-member', ada, id, cleo)).toMatchObject({ status: 404 });
    for (const person of [bob, cleo]) {
      expect(await get(person, id)).toMatchObject({ status: 404 });
      expect(
        await invokeHttp('send-message', {
          caller: person,
          parameters: { conversationId: id },
          body: { content: 'x' },
        }),
      ).toMatchObject({ status: 404 });
      expect(await invokeHttp('list-messages', { caller: person, parameters: { conversationId: id } })).toMatchObject({
        status: 404,
      });
    }
    expect((await get(ada, id)).body).toMatchObject({ memberCount: 1, changeNumber: 2 });
  });

  it('who are removed follow nothing more by the time that it is acknowledged', async () => {
    const id = await aGroup(bob);
    const subscriptions = new SubscriptionRepository(client, liveTable, systemClock);
    const following = async () =>
      (await subscriptions.list({ tenantId, conversationId: id }, 0)).map(({ userId }) => userId);
    for (const person of [ada, bob]) await invokeAction(person, 'conversation.join', { conversationId: id });
    expect((await following()).sort()).toEqual([ada.userId, bob.userId].sort());
    await onMember('remove-member', ada, id, bob);
    expect(await following()).toEqual([ada.userId]);
    expect(await invokeAction(bob, 'conversation.leave', { conversationId: id })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await invokeAction(ada, 'conversation.leave', { conversationId: id })).toMatchObject({
      type: 'ack',
      head: { sequenceNumber: 0, changeNumber: 1 },
      typing: [],
      presence: [{ userId: ada.userId }],
    });
    expect(await following()).toEqual([]);
  });

  it('get other roles from the owner, who hands over by making another one owner', async () => {
    const id = await aGroup(bob, cleo);
    expect(await onMember('change-role', bob, id, bob, { role: 'admin' })).toMatchObject({ status: 403 });
    expect(await onMember('remove-member', ada, id, ada)).toMatchObject({ status: 403 });
    expect(await onMember('change-role', ada, id, bob, { role: 'owner' })).toMatchObject({
      status: 200,
      body: { role: 'owner' },
    });
    expect((await get(ada, id)).body.role).toBe('admin');
    expect(await onMember('remove-member', ada, id, bob)).toMatchObject({ status: 403 });
    expect(await onMember('remove-member', ada, id, ada)).toMatchObject({ status: 204 });
    const { body } = await invokeHttp<{ items: { userId: string; role: string }[] }>('list-members', {
      caller: bob,
      parameters: { conversationId: id },
    });
    expect(body.items.map(({ userId, role }) => [userId, role]).sort()).toEqual(
      [
        [bob.userId, 'owner'],
        [cleo.userId, 'member'],
      ].sort(),
    );
  });

  it('are listed in pages', async () => {
    const id = await aGroup(bob, cleo);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { body: { items: { userId: string }[]; nextCursor: string | null } } = await invokeHttp(
        'list-members',
        {
          caller: bob,
          parameters: { conversationId: id },
          query: { limit: '2', ...(cursor && { cursor }) },
        },
      );
      seen.push(...page.body.items.map(({ userId }) => userId));
      cursor = page.body.nextCursor;
    } while (cursor !== null);
    expect(seen.sort()).toEqual([ada, bob, cleo].map(({ userId }) => userId).sort());
  });
});

describe('a conversation', () => {
  it('is renamed by owner and admins', async () => {
    const id = await aGroup(bob);
    const rename = (caller: Caller, body: object) =>
      invokeHttp('update-conversation', { caller, parameters: { conversationId: id }, body });
    expect(await rename(bob, { title: 'x' })).toMatchObject({ status: 403 });
    expect(await rename(ada, { title: 'New', metadata: { k: 1 } })).toMatchObject({
      status: 200,
      body: { title: 'New', metadata: { k: 1 }, changeNumber: 1 },
    });
    expect(await rename(ada, { title: 'New' })).toMatchObject({ body: { changeNumber: 1, metadata: { k: 1 } } });
    expect(await rename(ada, {})).toMatchObject({ status: 400 });
  });

  it('is ended by its owner, and then nowhere to be found', async () => {
    const id = await aGroup(bob);
    const message = await send(bob, id);
    const end = (caller: Caller) => invokeHttp('delete-conversation', { caller, parameters: { conversationId: id } });
    expect(await end(bob)).toMatchObject({ status: 403 });
    expect(await end(ada)).toEqual({ status: 204, body: undefined });
    expect(await end(ada)).toMatchObject({ status: 404 });
    for (const person of [ada, bob]) {
      expect(await get(person, id)).toMatchObject({ status: 404 });
      expect(await edit(person, message.id, { content: 'x' })).toMatchObject({ status: 404 });
      const inbox = await invokeHttp<{ items: Conversation[] }>('list-conversations', { caller: person });
      expect(inbox.body.items.map((one) => one.id)).not.toContain(id);
    }
  });

  it('that is direct stays between its two for good', async () => {
    const { body } = await invokeHttp<Conversation>('create-conversation', {
      caller: ada,
      body: { type: 'direct', memberIds: [cleo.userId] },
    });
    expect(await add(ada, body.id, bob)).toMatchObject({ status: 403 });
    expect(await onMember('remove-member', cleo, body.id, cleo)).toMatchObject({ status: 403 });
    expect(
      await invokeHttp('delete-conversation', { caller: ada, parameters: { conversationId: body.id } }),
    ).toMatchObject({ status: 403 });
  });

  it('is muted until it is not, or until then', async () => {
    const id = await aGroup(bob);
    const mute = (body: object) =>
      invokeHttp('mute-conversation', { caller: bob, parameters: { conversationId: id }, body });
    const isMuted = async () => (await get(bob, id)).body.muted;
    expect(await mute({})).toEqual({ status: 204, body: undefined });
    expect(await isMuted()).toBe(true);
    await mute({ until: new Date(Date.now() - 1000).toISOString() });
    expect(await isMuted()).toBe(false);
    await mute({ until: new Date(Date.now() + 60_000).toISOString() });
    expect(await isMuted()).toBe(true);
    await invokeHttp('unmute-conversation', { caller: bob, parameters: { conversationId: id } });
    expect(await isMuted()).toBe(false);
    expect(
      await invokeHttp('mute-conversation', { caller: cleo, parameters: { conversationId: id }, body: {} }),
    ).toMatchObject({ status: 404 });
  });
});

describe('actions over WebSocket', () => {
  it('do the same through the same rules', async () => {
    const message = await send(ada, await aGroup(bob));
    const { id: messageId } = message;
    expect(await invokeAction(ada, 'message.edit', { messageId, content: 'new' })).toMatchObject({
      type: 'ack',
      requestId: 'r',
      message: { content: 'new', revision: 2 },
    });
    expect(await invokeAction(bob, 'message.edit', { messageId, content: 'x' })).toMatchObject({
      type: 'error',
      code: 'FORBIDDEN',
    });
    expect(await invokeAction(bob, 'reaction.add', { messageId, emoji: '👍' })).toMatchObject({
      message: { reactions: [{ emoji: '👍', userIds: [bob.userId] }] },
    });
    expect(await invokeAction(bob, 'reaction.remove', { messageId, emoji: '👍' })).toMatchObject({
      message: { reactions: [] },
    });
    expect(await invokeAction(ada, 'message.delete', { messageId })).toMatchObject({ message: { deleted: true } });
  });
});
