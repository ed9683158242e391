import { randomUUID } from 'node:crypto';
import { BatchWriteCommand, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ConversationId, TenantId, UserId } from '../../functions/contract/identifiers.ts';
import { keys } from '../../functions/platform/keys.ts';
import { tables } from './support/cloud.ts';
import { output } from './support/endpoints.ts';
import { eventually } from './support/eventually.ts';
import { openSockets } from './support/open-sockets.ts';
import { aTenant, Person } from './support/person.ts';

const tenant = aTenant();
const members = 600;
const { connect, closeAll } = openSockets();
let ada: Person;
let bob: Person;
let cleo: Person;

beforeAll(async () => {
  [ada, bob, cleo] = [
    await Person.register('ada', tenant),
    await Person.register('bob', tenant),
    await Person.register('cleo', tenant),
  ];
}, 60_000);

afterAll(closeAll);

/** A channel whose other members are items in the table: nobody registers hundreds of people. */
const aLargeChannel = async (): Promise<string> => {
  const { id } = await ada.startConversation([bob, cleo], 'channel');
  const key = { tenantId: tenant as TenantId, conversationId: id as ConversationId };
  const TableName = output('ChatTableName');
  for (let from = 3; from < members; from += 25) {
    const Items = Array.from({ length: Math.min(25, members - from) }, () => {
      const userId = randomUUID() as UserId;
      return { PutRequest: { Item: { ...keys.member(key, userId), userId, role: 'member' } } };
    });
    await tables().send(new BatchWriteCommand({ RequestItems: { [TableName]: Items } }));
  }
  await tables().send(
    new UpdateCommand({
      TableName,
      Key: keys.conversation(key),
      UpdateExpression: 'SET memberCount = :count',
      ExpressionAttributeValues: { ':count': members },
    }),
  );
  return id;
};

/** Waits until the durable path has told everybody whom it tells. */
const told = async (conversationId: string, sequenceNumber: number): Promise<void> => {
  const key = { tenantId: tenant as TenantId, conversationId: conversationId as ConversationId };
  const mark = { TableName: output('LiveTableName'), Key: keys.deliveryMark(key, `message ${sequenceNumber}`) };
  await eventually(async () => (await tables().send(new GetCommand(mark))).Item, 60_000);
};

describe('a large channel', () => {
  it('tells its messages to those who have joined, until they leave or are removed, and to the sender', async () => {
    const conversationId = await aLargeChannel();
    const [ofAda, alsoOfAda] = [await connect(ada), await connect(ada)];
    const [ofBob, alsoOfBob, ofCleo] = [await connect(bob), await connect(bob), await connect(cleo)];
    const send = async (sequenceNumber: number) => {
      const content = `message ${sequenceNumber}`;
      await ofAda.ask('message.send', { conversationId, content, clientMessageId: content });
      await told(conversationId, sequenceNumber);
    };
    for (const socket of [ofBob, alsoOfBob]) {
      expect(await socket.ask('conversation.join', { conversationId })).toMatchObject({ type: 'ack' });
    }
    await send(1);
    await alsoOfBob.ask('conversation.leave', { conversationId });
    await send(2);
    await ada.call('DELETE', `/conversations/${conversationId}/members/${bob.id}`);
    await send(3);
    await ofCleo.ask('conversation.join', { conversationId });
    await send(4);

    await alsoOfAda.framesUntil(() => alsoOfAda.numbersOf(conversationId).length === 4);
    await ofCleo.framesUntil(() => ofCleo.numbersOf(conversationId).length === 1);
    for (const socket of [ofBob, alsoOfBob, ofCleo]) await socket.ask('ping');
    expect(ofBob.numbersOf(conversationId)).toEqual([1, 2]);
    expect(alsoOfBob.numbersOf(conversationId)).toEqual([1]);
    expect(ofCleo.numbersOf(conversationId)).toEqual([4]);
    expect(ofBob.frames.map(({ type }) => type)).toContain('member.left');
  }, 240_000);
});
