import { describe, expect, it } from '@jest/globals';
import type { Connection } from '../../../../../functions/domain/connections/connections.ts';
import type { PostOutcome } from '../../../../../functions/domain/delivery/connection-gateway.ts';
import { closeSockets } from '../../../../../functions/domain/sessions/close-sockets.ts';
import { aCaller, aSession } from '../../../../builders/chat.ts';

const nowMs = Date.parse('2026-11-24T12:00:00.000Z');
const session = aSession();

const aConnection = (connectionId: string, over: Partial<Connection> = {}): Connection => ({
  ...aCaller({ userId: session.userId, sessionId: session.sessionId }),
  connectionId,
  batch: false,
  status: 'online',
  connectedAtMs: nowMs - 60_000,
  expiresAtMs: nowMs + 60_000,
  ...over,
});

const close = async (
  connections: readonly Connection[],
  { posts = ['delivered'], fails = [] }: { posts?: readonly PostOutcome[]; fails?: readonly string[] } = {},
) => {
  const told: unknown[] = [];
  const closed: string[] = [];
  const ended: string[] = [];
  const done = closeSockets(
    {
      connections: {
        ofUsers: async () => connections,
        end: async ({ connectionId }) => void ended.push(connectionId),
      },
      gateway: {
        post: async (connectionId, frame) => {
          told.push([connectionId, frame]);
          return posts[told.length - 1] ?? posts.at(-1) ?? 'delivered';
        },
      },
      sockets: {
        close: async (connectionId) => {
          if (fails.includes(connectionId)) throw new Error('throttled');
          closed.push(connectionId);
        },
      },
      clock: { nowMs: () => nowMs },
    },
    session,
  );
  const outcome = await done.then(
    () => 'done',
    ({ code }) => code,
  );
  return { outcome, told, closed, ended };
};

describe('the sockets of a session that has ended', () => {
  it('are told and closed, and those of other sessions of the person are not', async () => {
    const own = [aConnection('a'), aConnection('b', { batch: true })];
    const { outcome, told, closed, ended } = await close([
      ...own,
      aConnection('c', { sessionId: aCaller().sessionId }),
    ]);
    expect([outcome, closed]).toEqual(['done', ['a', 'b']]);
    expect(told).toEqual(['a', 'b'].map((id) => [id, { type: 'session.revoked' }]));
    // Their disconnecting forgets them, and tells of it.
    expect(ended).toEqual([]);
  });

  it('are all tried when one can not be closed, and the event has to come again', async () => {
    const { outcome, closed } = await close([aConnection('a'), aConnection('b')], { fails: ['a'] });
    expect([outcome, closed]).toEqual(['UNAVAILABLE', ['b']]);
  });

  it('are closed although they could not be told, and the event has to come again', async () => {
    expect(await close([aConnection('a')], { posts: ['failed'] })).toMatchObject({
      outcome: 'UNAVAILABLE',
      closed: ['a'],
    });
  });

  it('are told a little later where posts are throttled, before they are closed', async () => {
    const { outcome, told, closed } = await close([aConnection('a')], { posts: ['throttled', 'delivered'] });
    expect([outcome, told.length, closed]).toEqual(['done', 2, ['a']]);
    expect(await close([aConnection('a')], { posts: ['throttled'] })).toMatchObject({
      outcome: 'UNAVAILABLE',
      closed: ['a'],
    });
  });

  it('are tried again when their handshake may not be over', async () => {
    const young = aConnection('a', { connectedAtMs: nowMs - 1_000 });
    expect((await close([young], { posts: ['gone'] })).outcome).toBe('UNAVAILABLE');
  });

  it('are left to the sweep when they went without a word', async () => {
    const { outcome, closed, ended } = await close([aConnection('a')], { posts: ['gone'] });
    expect([outcome, closed, ended]).toEqual(['done', [], ['a']]);
  });
});
