import { DeleteCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { ConversationId, TenantId } from '../../functions/contract/identifiers.ts';
import { keys } from '../../functions/platform/keys.ts';
import { ageMessage } from './support/age-message.ts';
import { tables } from './support/cloud.ts';
import { changedFunctions, invokeFunction } from './support/deployed-functions.ts';
import { output } from './support/endpoints.ts';
import { eventually } from './support/eventually.ts';
import { operate } from './support/operator.ts';
import { aTenant, Person } from './support/person.ts';
import type { Socket } from './support/socket.ts';

const tenant = aTenant();
let ada: Person;
let bob: Person;
let ofAda: Socket;
let ofBob: Socket;

beforeAll(async () => {
  [ada, bob] = [await Person.register('ada', tenant), await Person.register('bob', tenant)];
  [ofAda, ofBob] = [await ada.connect(), await bob.connect()];
}, 60_000);

const { change, cutOffFromConnections, repair } = changedFunctions();
afterEach(repair);

afterAll(async () => {
  await Promise.all([ofAda.close(), ofBob.close()]);
});

const keyOf = (conversationId: string) => ({
  tenantId: tenant as TenantId,
  conversationId: conversationId as ConversationId,
});
const markOf = (conversationId: string, notice: string) => ({
  TableName: output('LiveTableName'),
  Key: { ...keys.deliveryMark(keyOf(conversationId), notice) },
});
const marked = (conversationId: string, notice: string) =>
  eventually(async () => (await tables().send(new GetCommand(markOf(conversationId, notice)))).Item);

/** Starts a conversation of which the first message is late. */
const startWith = async (content: string): Promise<string> => {
  const { id: conversationId } = await ada.startConversation([bob]);
  await marked(conversationId, 'conversation');
  expect(await ofAda.ask('message.send', { conversationId, content, clientMessageId: content })).toMatchObject({
    type: 'ack',
  });
  await ageMessage({ ...keyOf(conversationId), sequenceNumber: 1 });
  return conversationId;
};

/** `make inspect` of the tests' tenant: its exit status and what it prints. */
const inspect = (variables: Record<string, string> = {}) => operate('inspect', { TENANT: tenant, ...variables });

describe('an inspection', () => {
  it('on its schedule brings a message to its receivers that neither path delivered', async () => {
    await cutOffFromConnections('message-send');
    await change('publish-changes', { EVENT_BUS: 'nowhere' });
    const conversationId = await startWith('lost on both ways');
    expect(ofBob.messagesOf(conversationId)).toEqual([]);

    // Where there is much to look at, one run does not come to all of it, and the next goes on.
    const [message] = await eventually(async () => {
      await invokeFunction('inspect-recent', {});
      const messages = ofBob.messagesOf(conversationId);
      return messages.length > 0 ? messages : undefined;
    }, 80_000);
    expect(message).toMatchObject({ content: 'lost on both ways', sequenceNumber: 1 });
    await marked(conversationId, 'message 1');
  }, 180_000);

  it('by hand tells what is wrong with status 1, repairs it when asked to, and then finds nothing', async () => {
    // So that the durable path leaves no mark of its own behind the one that is taken away.
    await change('publish-changes', { EVENT_BUS: 'nowhere' });
    const conversationId = await startWith('told twice');
    await marked(conversationId, 'message 1');
    await tables().send(new DeleteCommand(markOf(conversationId, 'message 1')));

    const found = await inspect();
    expect(found).toMatchObject({ status: 1, text: expect.stringMatching(/delivery .* found .* message 1 of/) });
    expect(found.text).toContain('REPAIR=1');
    const repaired = await inspect({ REPAIR: '1' });
    expect(repaired).toMatchObject({ status: 0, text: expect.stringMatching(/delivery .* repaired .* message 1 of/) });
    await marked(conversationId, 'message 1');
    await ofBob.framesUntil(() => ofBob.messagesOf(conversationId).length >= 2);
    expect(ofBob.numbersOf(conversationId)).toEqual([1]);
    expect(await inspect()).toMatchObject({ status: 0 });
  }, 180_000);
});
