import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ConversationId, TenantId } from '../../functions/contract/identifiers.ts';
import { keys } from '../../functions/platform/keys.ts';
import { tables } from './support/cloud.ts';
import { output } from './support/endpoints.ts';
import { aTenant, Person } from './support/person.ts';
import { type Frame, Socket } from './support/socket.ts';

const tenant = aTenant();
let ada: Person;
let bob: Person;
let cleo: Person;
let ofAda: Socket;
let ofBob: Socket;
let ofCleo: Socket;
let batchesOfAda: Socket;

beforeAll(async () => {
  [ada, bob, cleo] = [
    await Person.register('ada', tenant),
    await Person.register('bob', tenant),
    await Person.register('cleo', tenant),
  ];
  [ofAda, ofBob, ofCleo] = [await ada.connect(), await bob.connect(), await cleo.connect()];
  batchesOfAda = await Socket.open(await ada.webSocketToken(), {}, '&batch=1');
}, 60_000);

afterAll(async () => {
  await Promise.all([ofAda, ofBob, ofCleo, batchesOfAda].map((socket) => socket.close()));
});

/** A group of three with four messages of Ada's. */
const aGroup = async (): Promise<string> => {
  const { id } = await ada.startConversation([bob, cleo]);
  for (const content of ['1', '2', '3', '4']) await ada.call('POST', `/conversations/${id}/messages`, { content });
  return id;
};

const read = (socket: Socket, conversationId: string, sequenceNumber: number) =>
  socket.ask('message.read', { conversationId, sequenceNumber });

const receiptsAt = (socket: Socket, conversationId: string): Frame[] =>
  socket.frames.filter((frame) => frame.type === 'receipt.updated' && frame.conversationId === conversationId);

/** The item where receipts wait, since an instant (the far future: nobody tells, and nobody takes over). */
const waitingReceipts = (conversationId: string) => ({
  TableName: output('LiveTableName'),
  Key: keys.receipts({ tenantId: tenant as TenantId, conversationId: conversationId as ConversationId }),
});

describe('receipts of a group', () => {
  it('tell of quick reads no more than once each, and end with the newest mark', async () => {
    const conversationId = await aGroup();
    for (const number of [1, 2, 3]) {
      expect(await read(ofBob, conversationId, number)).toMatchObject({ type: 'ack', lastReadSequence: number });
    }
    await ofAda.framesUntil(() => receiptsAt(ofAda, conversationId).at(-1)?.lastReadSequence === 3);
    const told = receiptsAt(ofAda, conversationId);
    expect(told.length).toBeLessThanOrEqual(3);
    for (const receipt of told) expect(receipt).toMatchObject({ userId: bob.id });
    expect(receiptsAt(ofBob, conversationId)).toEqual([]);
  });

  it('that wait together come in one frame where the connection takes batches, even if they were forgotten', async () => {
    const conversationId = await aGroup();
    const { TableName, Key } = waitingReceipts(conversationId);
    await tables().send(new PutCommand({ TableName, Item: { ...Key, sinceMs: Date.now() + 3_600_000 } }));
    for (const number of [1, 2, 3]) await read(ofBob, conversationId, number);
    await read(ofCleo, conversationId, 3);
    await tables().send(
      new UpdateCommand({
        TableName,
        Key,
        UpdateExpression: 'SET sinceMs = :longAgo',
        ExpressionAttributeValues: { ':longAgo': 0 },
      }),
    );
    await read(ofCleo, conversationId, 4);

    const ofConversation = (frame: Frame) =>
      (frame.events as Frame[] | undefined)?.some((event) => event.conversationId === conversationId) ?? false;
    const { events } = await batchesOfAda.frame((frame) => frame.type === 'batch' && ofConversation(frame));
    expect(events).toHaveLength(2);
    expect(events).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ type: 'receipt.updated', userId: bob.id, lastReadSequence: 3 }),
        expect.objectContaining({ type: 'receipt.updated', userId: cleo.id, lastReadSequence: 4 }),
      ]),
    );
    await ofAda.framesUntil(() => receiptsAt(ofAda, conversationId).length >= 2);
    expect(
      receiptsAt(ofAda, conversationId)
        .map(({ userId }) => userId)
        .sort(),
    ).toEqual([bob.id, cleo.id].sort());
  });
});
