import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { TenantId, UserId } from '../../functions/contract/identifiers.ts';
import { slotOf } from '../../functions/domain/connections/sweep-slots.ts';
import { keys } from '../../functions/platform/keys.ts';
import { tables } from './support/cloud.ts';
import { changedFunctions, invokeFunction } from './support/deployed-functions.ts';
import { output } from './support/endpoints.ts';
import { openSockets } from './support/open-sockets.ts';
import { aTenant, Person } from './support/person.ts';
import type { Socket } from './support/socket.ts';

const tenant = aTenant();
const { connect, closeAll } = openSockets();
const { change, repair } = changedFunctions();
let ada: Person;
let ofAda: Socket;

beforeAll(async () => {
  ada = await Person.register('ada', tenant);
  ofAda = await connect(ada);
}, 60_000);

afterEach(repair);
afterAll(closeAll);

/** Somebody whose coming and going Ada looks at, and their socket. */
const aWatched = async () => {
  const person = await Person.register('watched', tenant);
  const { id: conversationId } = await ada.startConversation([person]);
  await ofAda.ask('conversation.join', { conversationId });
  const socket = await connect(person);
  const { Item = {} } = await tables().send(new GetCommand(itemOf(person)));
  const [name = ''] = Object.keys(Item).filter((one) => one.startsWith('connection:'));
  const offline = () =>
    ofAda.frames.filter(
      ({ type, userId, status }) => type === 'presence.changed' && userId === person.id && status === 'offline',
    );
  return { person, socket, connectionId: name.slice('connection:'.length), offline };
};

const itemOf = (person: Person) => ({
  TableName: output('LiveTableName'),
  Key: keys.connections(tenant as TenantId, person.id as UserId),
});

/** Lets time pass for a connection: it came an hour ago, and its token ends so. */
const age = async (person: Person, connectionId: string, expiresAtMs: number): Promise<void> => {
  const connectedAtMs = Date.now() - 3_600_000;
  await tables().send(
    new UpdateCommand({
      ...itemOf(person),
      UpdateExpression: 'SET #connection.expiresAtMs = :end, #connection.connectedAtMs = :since',
      ExpressionAttributeNames: { '#connection': `connection:${connectionId}` },
      ExpressionAttributeValues: { ':end': expiresAtMs, ':since': connectedAtMs },
    }),
  );
  await tables().send(
    new UpdateCommand({
      TableName: output('LiveTableName'),
      Key: keys.sweepEntry(slotOf(connectionId), connectionId),
      UpdateExpression: 'SET connectedAtMs = :since',
      ExpressionAttributeValues: { ':since': connectedAtMs },
    }),
  );
};

/** The runs of one turn, a minute each. */
const sweep = async (): Promise<void> => {
  for (let minute = 0; minute < 5; minute += 1) {
    await invokeFunction('sweep-connections', { time: new Date(minute * 60_000).toISOString() });
  }
};

describe('the sweep', () => {
  it('closes a socket whose token has expired, and tells that its person is offline', async () => {
    const { person, socket, connectionId, offline } = await aWatched();
    const expiresAtMs = Date.now() - 60_000;
    await age(person, connectionId, expiresAtMs);
    await sweep();
    await socket.closed();
    await ofAda.framesUntil(() => offline().length > 0);
    expect(offline()).toMatchObject([{ lastSeen: new Date(expiresAtMs).toISOString() }]);
  });

  it('finds a connection that went without its $disconnect, and tells that its person is offline', async () => {
    const { person, socket, connectionId, offline } = await aWatched();
    await age(person, connectionId, Date.now() + 3_600_000);
    await sweep();
    expect([socket.closeCode, offline()]).toEqual([undefined, []]);

    await change('disconnect', { LIVE_TABLE: 'no-such-table' });
    await socket.close();
    // The socket is gone for the local cloud some time after it is for its client.
    for (let tries = 0; tries < 10 && offline().length === 0; tries += 1) await sweep();
    await ofAda.framesUntil(() => offline().length > 0);
    expect(offline()).toHaveLength(1);
  });
});
