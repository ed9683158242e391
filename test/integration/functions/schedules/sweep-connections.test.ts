import { randomUUID } from 'node:crypto';
import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Caller } from '../../../../functions/domain/caller.ts';
import { systemClock } from '../../../../functions/domain/clock.ts';
import { slotOf, turnMs } from '../../../../functions/domain/connections/sweep-slots.ts';
import { issueWebSocketToken } from '../../../../functions/domain/connections/websocket-tickets.ts';
import { keys } from '../../../../functions/platform/keys.ts';
import { ConnectionRepository } from '../../../../functions/platform/repositories/connection-repository.ts';
import { ConversationRepository } from '../../../../functions/platform/repositories/conversation-repository.ts';
import { DenialRepository } from '../../../../functions/platform/repositories/denial-repository.ts';
import { LastSeenRepository } from '../../../../functions/platform/repositories/last-seen-repository.ts';
import { TicketRepository } from '../../../../functions/platform/repositories/ticket-repository.ts';
import { aCaller, aConversation, aMembership, aSession, tenantId } from '../../../builders/chat.ts';
import { aConnectedDeployment } from '../../../builders/connections-api.ts';
import { aContext, aWebSocketEvent } from '../../../builders/lambda.ts';

let api: Awaited<ReturnType<typeof aConnectedDeployment>>['api'];
let client: DynamoDBDocumentClient;
let chatTable: string;
let liveTable: string;
let connections: ConnectionRepository;

beforeAll(async () => {
  ({ client, chatTable, liveTable, api } = await aConnectedDeployment());
  connections = new ConnectionRepository(client, liveTable, systemClock);
});

afterAll(() => api.close());

const websocket = async (name: string, event: ReturnType<typeof aWebSocketEvent>) =>
  (await import(`../../../../functions/websocket/${name}.ts`)).handler(event, aContext());

/** So long ago that the handshake is over, and a turn of the sweep too. */
const connectedAtMs = Date.now() - 30 * 60_000;

/** Registers a connection of a person, as its handshake does. */
const connect = async (caller: Caller, over: Partial<Parameters<typeof aWebSocketEvent>[0]> = {}): Promise<string> => {
  const { connectionId = randomUUID() } = over;
  await websocket('connect', aWebSocketEvent({ caller, connectedAtMs, ...over, connectionId }));
  return connectionId;
};

/** One person who looks at a conversation, and another one in it. */
const aPair = async () => {
  const [watcher, watched] = [aCaller(), aCaller()];
  const record = aConversation({ memberCount: 2 });
  const { conversationId } = record;
  const members = [watcher, watched].map(({ userId }) => aMembership({ conversationId, userId }));
  await new ConversationRepository(client, chatTable).create(record, members, 'c');
  const follow = async (caller: Caller) => {
    const connectionId = await connect(caller);
    const body = { action: 'conversation.join', conversationId };
    await websocket('conversation-join', aWebSocketEvent({ caller, connectionId, connectedAtMs, body }));
    return connectionId;
  };
  const watching = await follow(watcher);
  /** What the watcher was told of the other one going. */
  const told = () =>
    api.framesTo(watching).filter(({ userId, status }) => userId === watched.userId && status === 'offline');
  return { watcher, watched, watching, conversationId, follow, told };
};

/** The runs of one turn, a minute each. */
const minutes = [0, 1, 2, 3, 4].map((minute) => ({ time: new Date(minute * 60_000).toISOString() }));
const run = async (event: { time: string }, context = aContext()) =>
  (await import('../../../../functions/schedules/sweep-connections.ts')).handler(event, context);
const sweep = async () => {
  for (const minute of minutes) await run(minute);
};

/** Of the slots, 0 to 3 are due in the first minute, in this order. */
const anIdIn = (slot: number): string => {
  for (;;) {
    const connectionId = randomUUID();
    if (slotOf(connectionId) === slot) return connectionId;
  }
};

const entryOf = async (connectionId: string) => {
  const Key = keys.sweepEntry(slotOf(connectionId), connectionId);
  return (await client.send(new GetCommand({ TableName: liveTable, Key }))).Item;
};
const knownOf = async ({ userId }: Caller) => {
  const Key = keys.connections(tenantId, userId);
  const { Item = {} } = await client.send(new GetCommand({ TableName: liveTable, Key }));
  return Object.keys(Item).flatMap((name) => (name.startsWith('connection:') ? [name.slice(11)] : []));
};
const lastSeenOf = async ({ userId }: Caller) =>
  Date.parse((await new LastSeenRepository(client, liveTable).of(tenantId, [userId])).get(userId) ?? '');

describe('a connection whose token has expired', () => {
  it('is closed and forgotten, and those who look are told once when its person was last there', async () => {
    const { watched, told } = await aPair();
    const expiresAtMs = Date.now() - 90_000;
    const connectionId = await connect(watched, { expiresAtMs });
    await sweep();
    expect(api.methodsOn(connectionId)).toEqual(['DELETE']);
    expect([await knownOf(watched), await entryOf(connectionId)]).toEqual([[], undefined]);
    expect(told()).toEqual([
      {
        type: 'presence.changed',
        userId: watched.userId,
        status: 'offline',
        lastSeen: new Date(expiresAtMs).toISOString(),
      },
    ]);
    expect(await lastSeenOf(watched)).toBe(expiresAtMs);
    await websocket('disconnect', aWebSocketEvent({ caller: watched, connectionId }));
    await sweep();
    expect([api.methodsOn(connectionId), told().length]).toEqual([['DELETE'], 1]);
  });

  it('goes on when it was renewed', async () => {
    const { watched, told } = await aPair();
    const expiresAtMs = Date.now() - 1;
    const connectionId = await connect(watched, { expiresAtMs });
    const tickets = new TicketRepository(client, liveTable);
    const sessions = { find: async () => aSession(watched) };
    const { token } = await issueWebSocketToken({ tickets, sessions, clock: systemClock }, watched);
    const body = { action: 'authenticate', token };
    await websocket('authenticate', aWebSocketEvent({ caller: watched, connectionId, expiresAtMs, body }));
    await sweep();
    expect(api.methodsOn(connectionId)).toEqual(['GET']);
    expect([await knownOf(watched), told()]).toEqual([[connectionId], []]);
  });

  it('gets nothing more when its session ended while it was renewed, and is closed and told of by the sweep', async () => {
    const { watched, told } = await aPair();
    const connectionId = await connect(watched);
    const tickets = new TicketRepository(client, liveTable);
    const sessions = { find: async () => aSession(watched) };
    const { token } = await issueWebSocketToken({ tickets, sessions, clock: systemClock }, watched);
    const denied = jest
      .spyOn(DenialRepository.prototype, 'has')
      .mockResolvedValueOnce(false)
      .mockResolvedValueOnce(true);
    const body = { action: 'authenticate', token };
    const answer = await websocket('authenticate', aWebSocketEvent({ caller: watched, connectionId, body }));
    expect([JSON.parse(answer.body), denied.mock.calls.length]).toMatchObject([{ code: 'UNAUTHENTICATED' }, 2]);
    denied.mockRestore();
    expect([await connections.ofUsers(tenantId, [watched.userId]), told()]).toEqual([[], []]);
    await sweep();
    expect([api.methodsOn(connectionId), await knownOf(watched)]).toEqual([['DELETE'], []]);
    expect(told()).toHaveLength(1);
  });

  it('is not forgotten when it is renewed between the look at it and the write', async () => {
    const caller = aCaller();
    const connectionId = await connect(caller, { expiresAtMs: Date.now() - 1 });
    const [found] = await connections.known([{ ...caller, connectionId }]);
    if (found === undefined) throw new Error('it is known');
    await connections.renew({ ...found, expiresAtMs: Date.now() + 60_000 });
    expect(await connections.removeEnded(found)).toBeUndefined();
    expect(await knownOf(caller)).toEqual([connectionId]);
  });

  it('is one of two: their person is told to be gone once, with the last of them', async () => {
    const { watched, told } = await aPair();
    for (const connectionId of [await connect(watched), await connect(watched)]) {
      await connections.end({ ...watched, connectionId });
    }
    await sweep();
    expect([await knownOf(watched), told().length]).toEqual([[], 1]);
  });

  it('outlasts another device that goes in good order: their person is told to be gone once, by the sweep', async () => {
    const { watched, told } = await aPair();
    const [phone, laptop] = [await connect(watched), await connect(watched)];
    await connections.end({ ...watched, connectionId: phone });
    await websocket('disconnect', aWebSocketEvent({ caller: watched, connectionId: laptop }));
    await sweep();
    expect([await knownOf(watched), told().length]).toEqual([[], 1]);
  });

  it('is told once when two sweeps come by at once', async () => {
    const { watched, told } = await aPair();
    await connect(watched, { expiresAtMs: Date.now() - 1 });
    await Promise.all(minutes.flatMap((minute) => [run(minute), run(minute)]));
    expect([await knownOf(watched), told().length]).toEqual([[], 1]);
  });
});

describe('a connection that went without a word', () => {
  it('is found and forgotten, and its person was there when the sweep last came by', async () => {
    const { watched, told } = await aPair();
    const connectionId = await connect(watched);
    await sweep();
    expect([await knownOf(watched), told()]).toEqual([[connectionId], []]);
    api.turn(connectionId, 'gone');
    const fromMs = Date.now() - turnMs;
    await sweep();
    expect([await knownOf(watched), await entryOf(connectionId), told().length]).toEqual([[], undefined, 1]);
    const lastSeenMs = await lastSeenOf(watched);
    expect(lastSeenMs).toBeGreaterThanOrEqual(fromMs);
    expect(lastSeenMs).toBeLessThanOrEqual(Date.now() - turnMs);
    await sweep();
    expect(told()).toHaveLength(1);
  });

  it('was last there when something last came, if that was before', async () => {
    const { watched } = await aPair();
    const connectionId = await connect(watched);
    const lastActiveAtMs = Date.now() - turnMs - 60_000;
    api.turn(connectionId, { lastActiveAtMs });
    await sweep();
    api.turn(connectionId, 'gone');
    await sweep();
    expect(await lastSeenOf(watched)).toBe(lastActiveAtMs);
  });

  it('that idled and went on is not taken for idle', async () => {
    const { watched } = await aPair();
    const connectionId = await connect(watched);
    api.turn(connectionId, { lastActiveAtMs: Date.now() - turnMs - 60_000 });
    await sweep();
    api.turn(connectionId, { lastActiveAtMs: Date.now() });
    await sweep();
    expect(await entryOf(connectionId)).not.toHaveProperty('idleSinceMs');
  });

  it('leaves its person online while another device is there', async () => {
    const { watched, told } = await aPair();
    const [phone, laptop] = [await connect(watched), await connect(watched)];
    api.turn(phone, 'gone');
    await sweep();
    expect([await knownOf(watched), told()]).toEqual([[laptop], []]);
    api.turn(laptop, 'gone');
    await sweep();
    expect([await knownOf(watched), told().length]).toEqual([[], 1]);
  });

  it('gets nothing more from the first post that finds it gone, and is told by the sweep', async () => {
    const { watcher, watched, watching, conversationId, follow, told } = await aPair();
    const connectionId = await follow(watched);
    api.turn(connectionId, 'gone');
    const fromMs = Date.now();
    const body = { action: 'typing.start', conversationId };
    await websocket('typing-start', aWebSocketEvent({ caller: watcher, connectionId: watching, body }));
    expect(await connections.ofUsers(tenantId, [watched.userId])).toEqual([]);
    const untilMs = Date.now();
    await sweep();
    expect([await knownOf(watched), told().length]).toEqual([[], 1]);
    const lastSeenMs = await lastSeenOf(watched);
    expect([lastSeenMs >= fromMs, lastSeenMs <= untilMs]).toEqual([true, true]);
  });

  it('is told to nobody who shares no conversation, or does not look', async () => {
    const { watched, told } = await aPair();
    const stranger = await aPair();
    const connectionId = await connect(watched);
    api.turn(connectionId, 'gone');
    await sweep();
    expect(told()).toHaveLength(1);
    expect(api.framesTo(stranger.watching).filter(({ userId }) => userId === watched.userId)).toEqual([]);
  });

  it('is left alone while its handshake goes on', async () => {
    const caller = aCaller();
    const connectionId = await connect(caller, { connectedAtMs: Date.now() });
    api.turn(connectionId, 'gone');
    await sweep();
    expect([api.methodsOn(connectionId), await knownOf(caller)]).toEqual([[], [connectionId]]);
  });
});

describe('a socket whose connection is not known', () => {
  it('is closed, so that its client comes back', async () => {
    const caller = aCaller();
    const connectionId = await connect(caller);
    await connections.remove(tenantId, caller.userId, connectionId);
    await sweep();
    expect([api.methodsOn(connectionId), await entryOf(connectionId)]).toEqual([['DELETE'], undefined]);
  });
});

describe('a sweep', () => {
  it('fails when a visit failed, after all others, and the next one makes it again', async () => {
    const [failing, gone] = [aCaller(), aCaller()];
    const connectionId = await connect(failing, { connectionId: anIdIn(0) });
    api.turn(connectionId, 'failing');
    api.turn(await connect(gone, { connectionId: anIdIn(3) }), 'gone');
    await expect(run({ time: new Date(0).toISOString() })).rejects.toThrow('1 of');
    expect([await knownOf(failing), await knownOf(gone)]).toEqual([[connectionId], []]);
    api.turn(connectionId, 'gone');
    await sweep();
    expect(await knownOf(failing)).toEqual([]);
  });

  it('begins nothing when its time is over, and leaves that to the next', async () => {
    const caller = aCaller();
    const connectionId = await connect(caller, { expiresAtMs: Date.now() - 1 });
    const late = { ...aContext(), getRemainingTimeInMillis: () => 8_000 };
    for (const minute of minutes) await run(minute, late);
    expect(await knownOf(caller)).toEqual([connectionId]);
    await sweep();
    expect(await knownOf(caller)).toEqual([]);
  });
});
