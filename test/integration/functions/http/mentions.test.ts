import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Conversation } from '../../../../functions/contract/conversations.ts';
import type { ConversationId, UserId } from '../../../../functions/contract/identifiers.ts';
import type { Message } from '../../../../functions/contract/messages.ts';
import type { Caller } from '../../../../functions/domain/caller.ts';
import { aUserId } from '../../../builders/chat.ts';
import { aDeployment } from '../../../builders/deployment.ts';
import { invokeHttp } from '../../../builders/handlers.ts';
import { aStoredPerson } from '../../../builders/people.ts';

let client: DynamoDBDocumentClient;
let chatTable: string;
let ada: Caller;
let bob: Caller;
let cleo: Caller;
let stranger: Caller;
let conversationId: ConversationId;

beforeAll(async () => {
  ({ client, chatTable } = await aDeployment());
  [ada, bob, cleo, stranger] = [
    await aStoredPerson(client, chatTable),
    await aStoredPerson(client, chatTable),
    await aStoredPerson(client, chatTable),
    await aStoredPerson(client, chatTable),
  ];
  const { body } = await invokeHttp<Conversation>('create-conversation', {
    caller: ada,
    body: { type: 'group', memberIds: [bob.userId, cleo.userId] },
  });
  conversationId = body.id;
});

const sendAs = (caller: Caller, fields: Record<string, unknown>) =>
  invokeHttp<Message>('send-message', {
    caller,
    parameters: { conversationId },
    body: { content: 'hello', ...fields },
  });
const send = async (mentions: readonly UserId[]): Promise<Message> => (await sendAs(ada, { mentions })).body;
const edit = (messageId: string, fields: Record<string, unknown>) =>
  invokeHttp<Message>('edit-message', {
    caller: ada,
    parameters: { messageId },
    body: { content: 'hello', ...fields },
  });

describe('mentions', () => {
  it('come with the message, in history and in sync', async () => {
    const mentions = [bob.userId, cleo.userId];
    const sent = await sendAs(ada, { mentions });
    expect(sent).toMatchObject({ status: 201, body: { mentions } });
    const { body } = await invokeHttp<{ items: Message[] }>('list-messages', {
      caller: bob,
      parameters: { conversationId },
    });
    expect(body.items.at(-1)).toMatchObject({ mentions });
    const synced = await invokeHttp<{ messages: Message[] }>('sync-conversation', {
      caller: bob,
      parameters: { conversationId },
    });
    expect(synced.body.messages.at(-1)).toMatchObject({ mentions });
  });

  it('are not there where nobody is mentioned', async () => {
    expect(await send([])).not.toHaveProperty('mentions');
  });

  it('of anybody but members are refused alike, whether or not the person exists', async () => {
    const answers = await Promise.all(
      [stranger.userId, aUserId()].map((other) => sendAs(ada, { mentions: [bob.userId, other] })),
    );
    for (const { status, body } of answers) {
      expect({ ...body, correlationId: '' }).toEqual({ ...answers[0]?.body, correlationId: '' });
      expect([status, body]).toMatchObject([400, { errors: [{ path: 'mentions' }] }]);
    }
  });

  it('tell a stranger nothing of who is a member', async () => {
    const answers = await Promise.all([bob.userId, aUserId()].map((one) => sendAs(stranger, { mentions: [one] })));
    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
  });

  it('are at most 50, each once', async () => {
    for (const mentions of [Array.from({ length: 51 }, aUserId), [bob.userId, bob.userId]]) {
      expect(await sendAs(ada, { mentions })).toMatchObject({ status: 400, body: { errors: [{ path: 'mentions' }] } });
    }
  });

  it('stay with an edit that leaves them out, and are replaced or taken away by one that does not', async () => {
    const { id } = await send([bob.userId]);
    expect((await edit(id, { content: 'edited' })).body).toMatchObject({ mentions: [bob.userId], revision: 2 });
    const replaced = await edit(id, { content: 'edited', mentions: [cleo.userId] });
    expect(replaced.body).toMatchObject({ mentions: [cleo.userId], revision: 3 });
    const again = await edit(id, { content: 'edited', mentions: [cleo.userId] });
    expect(again.body).toMatchObject({ revision: 3 });
    const refused = await edit(id, { mentions: [stranger.userId] });
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ path: 'mentions' }] } });
    expect((await edit(id, { mentions: [] })).body).not.toHaveProperty('mentions');
    const { body } = await invokeHttp<{ items: Message[] }>('list-messages', {
      caller: bob,
      parameters: { conversationId },
    });
    expect(body.items.find((message) => message.id === id)).not.toHaveProperty('mentions');
  });

  it('stay with a reaction, and go with the message', async () => {
    const { id } = await send([bob.userId]);
    const reacted = await invokeHttp<Message>('add-reaction', {
      caller: bob,
      parameters: { messageId: id },
      body: { emoji: '👍' },
    });
    expect(reacted.body).toMatchObject({ mentions: [bob.userId] });
    await invokeHttp('delete-message', { caller: ada, parameters: { messageId: id } });
    const { body } = await invokeHttp<{ items: Message[] }>('list-messages', {
      caller: bob,
      parameters: { conversationId },
    });
    const tombstone = body.items.find((message) => message.id === id);
    expect(tombstone).toMatchObject({ deleted: true });
    expect(tombstone).not.toHaveProperty('mentions');
  });

  it('of somebody who has left since bear a repeat and an edit, and no new message', async () => {
    const dan = await aStoredPerson(client, chatTable);
    await invokeHttp('add-member', { caller: ada, parameters: { conversationId }, body: { userId: dan.userId } });
    const fields = { mentions: [dan.userId], clientMessageId: 'for dan' };
    const first = await sendAs(ada, fields);
    await invokeHttp('remove-member', { caller: ada, parameters: { conversationId, userId: dan.userId } });
    expect(await sendAs(ada, fields)).toEqual({ status: 200, body: first.body });
    const edited = await edit(first.body.id, { content: 'edited', mentions: [dan.userId, bob.userId] });
    expect(edited.body).toMatchObject({ mentions: [dan.userId, bob.userId] });
    expect(await sendAs(ada, { mentions: [dan.userId] })).toMatchObject({ status: 400 });
  });
});
