import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { TenantId, UserId } from '../../functions/contract/identifiers.ts';
import type { Message } from '../../functions/contract/messages.ts';
import { keys } from '../../functions/platform/keys.ts';
import { cloud, tables } from './support/cloud.ts';
import { changedFunctions } from './support/deployed-functions.ts';
import { output } from './support/endpoints.ts';
import { eventually } from './support/eventually.ts';
import { deliveryMarkOf, forgetDelivery, repeatEvent } from './support/message-events.ts';
import { aTenant, call, Person } from './support/person.ts';
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

afterAll(async () => {
  await Promise.all([ofAda.close(), ofBob.close()]);
});

const send = async (conversationId: string, content: string): Promise<Message> => {
  const ack = await ofAda.ask('message.send', { conversationId, content, clientMessageId: content });
  expect(ack).toMatchObject({ type: 'ack' });
  return ack.message as Message;
};

const marked = (conversationId: string, sequenceNumber: number) =>
  eventually(
    async () => (await tables().send(new GetCommand(deliveryMarkOf(tenant, { conversationId, sequenceNumber })))).Item,
  );

const { cutOffFromConnections, repair } = changedFunctions();
afterEach(repair);

describe('delivery', () => {
  it('marks what the fast path delivered, so that the durable path leaves it', async () => {
    const { id: conversationId } = await ada.startConversation([bob]);
    const message = await send(conversationId, 'marked');
    await ofBob.frame(({ id }) => id === message.id);
    expect(await marked(conversationId, 1)).toBeDefined();
  });

  it('still arrives when the fast path fails after the commit', async () => {
    const { id: conversationId } = await ada.startConversation([bob]);
    await cutOffFromConnections('message-send');
    const message = await send(conversationId, 'by the durable path');
    const frame = await ofBob.frame(({ id }) => id === message.id);
    expect(frame).toMatchObject({ content: 'by the durable path', sequenceNumber: 1 });
    expect(await marked(conversationId, 1)).toBeDefined();
  });

  it('shows a receiver that drops repeats by number each message once when the bus delivers an event twice', async () => {
    const { id: conversationId } = await ada.startConversation([bob]);
    const first = await send(conversationId, 'first');
    await marked(conversationId, 1);
    // Marked: the repeated event changes nothing. Unmarked, as after a crash before the mark: the frame is repeated.
    await repeatEvent(tenant, first);
    await forgetDelivery(tenant, first);
    await repeatEvent(tenant, first);
    await ofBob.framesUntil(() => ofBob.messagesOf(conversationId).length >= 2);
    await send(conversationId, 'second');
    await ofBob.framesUntil(() => ofBob.numbersOf(conversationId).length === 2);

    expect(ofBob.numbersOf(conversationId)).toEqual([1, 2]);
    const repeats = ofBob.messagesOf(conversationId).filter(({ sequenceNumber }) => sequenceNumber === 1);
    for (const repeat of repeats) expect(repeat).toEqual(repeats[0]);
  });

  it('ends the lease of a connection that is gone without a word, and delivers to the others', async () => {
    const { id: conversationId } = await ada.startConversation([bob]);
    const key = { TableName: output('LiveTableName'), Key: keys.connections(tenant as TenantId, bob.id as UserId) };
    const { Item } = await tables().send(new GetCommand(key));
    const [, live] = Object.entries(Item ?? {}).find(([name]) => name.startsWith('connection:')) ?? [];
    await tables().send(
      new UpdateCommand({
        ...key,
        UpdateExpression: 'SET #gone = :value',
        ExpressionAttributeNames: { '#gone': 'connection:gone-away' },
        ExpressionAttributeValues: { ':value': { ...(live as object), connectedAtMs: 0 } },
      }),
    );
    const message = await send(conversationId, 'to the living');
    await ofBob.frame(({ id }) => id === message.id);
    await eventually(async () => {
      const { Item: now } = await tables().send(new GetCommand(key));
      return now?.['connection:gone-away']?.expiresAtMs <= Date.now() ? true : undefined;
    });
    expect(await marked(conversationId, 1)).toBeDefined();
  });

  it("follows a request by one correlation id through the stream, the bus and the fan-out's log", async () => {
    const { id: conversationId } = await ada.startConversation([bob]);
    const correlationId = `test-${conversationId}`;
    const { headers } = await call('POST', `/api/v1/conversations/${conversationId}/messages`, {
      token: ada.token,
      body: { content: 'follow me' },
      headers: { 'x-correlation-id': correlationId },
    });
    expect(headers.get('x-correlation-id')).toBe(correlationId);
    const logs = new CloudWatchLogsClient(cloud());
    const line = await eventually(async () => {
      const { events } = await logs.send(
        new FilterLogEventsCommand({ logGroupName: '/chemchat/local/fan-out-message', filterPattern: correlationId }),
      );
      return events?.find(({ message }) => message?.includes(correlationId))?.message;
    });
    expect(JSON.parse(line)).toMatchObject({ conversationId, notice: 'message 1', correlation_id: correlationId });
  });
});
