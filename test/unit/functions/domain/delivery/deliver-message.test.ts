import { describe, expect, it } from '@jest/globals';
import type { UserId } from '../../../../../functions/contract/identifiers.ts';
import type { ServerEvent } from '../../../../../functions/contract/websocket-actions.ts';
import type { Connection } from '../../../../../functions/domain/connections/connections.ts';
import type { PostOutcome } from '../../../../../functions/domain/delivery/connection-gateway.ts';
import {
  type DeliverMessageDeps,
  deliverAtOnce,
  deliverUnmarked,
} from '../../../../../functions/domain/delivery/deliver-message.ts';
import { Unavailable } from '../../../../../functions/domain/errors.ts';
import { aCaller, aMessage, aUserId, tenantId } from '../../../../builders/chat.ts';

/** Two members with a connection each, a gateway that answers as told, and a record of what happened. */
const aWorld = ({
  outcomes = {},
  memberCount = 2,
  isMarked = false,
}: {
  outcomes?: Record<string, PostOutcome>;
  memberCount?: number;
  isMarked?: boolean;
} = {}) => {
  const memberIds = Array.from({ length: memberCount }, aUserId);
  const connections: Connection[] = memberIds.map((userId, index) => ({
    ...aCaller({ userId }),
    connectionId: `connection-${index}`,
    expiresAtMs: 0,
  }));
  const posts: { connectionId: string; event: ServerEvent }[] = [];
  const removed: string[] = [];
  const marks: number[] = [];
  let underWay = 0;
  let mostUnderWay = 0;
  const deps: DeliverMessageDeps = {
    memberships: { listMemberIds: async (_key, limit) => memberIds.slice(0, limit) },
    connections: {
      ofUsers: async (_tenantId, userIds) => connections.filter(({ userId }) => userIds.includes(userId as UserId)),
      remove: async (_tenantId, _userId, connectionId) => void removed.push(connectionId),
    },
    gateway: {
      post: async (connectionId, event) => {
        underWay += 1;
        mostUnderWay = Math.max(mostUnderWay, underWay);
        await new Promise((wake) => setImmediate(wake));
        underWay -= 1;
        posts.push({ connectionId, event });
        return outcomes[connectionId] ?? 'delivered';
      },
    },
    marks: { put: async (_key, number) => void marks.push(number), has: async () => isMarked },
  };
  const postedTo = () => posts.map(({ connectionId }) => connectionId).sort();
  return { deps, posts, postedTo, removed, marks, mostUnderWay: () => mostUnderWay };
};

const message = aMessage({ sequenceNumber: 3 });

describe('the fast path', () => {
  it('posts to every connection of every member but the one that sent it, and leaves a mark', async () => {
    const world = aWorld();
    await deliverAtOnce(world.deps, { tenantId, message, exceptConnectionId: 'connection-0' });
    expect(world.postedTo()).toEqual(['connection-1']);
    const { revision, reactions, ...fields } = message;
    expect(world.posts[0]?.event).toEqual({ type: 'message.created', ...fields });
    expect(world.marks).toEqual([3]);
  });

  it('forgets a connection that is gone, and counts it as delivered', async () => {
    const world = aWorld({ outcomes: { 'connection-1': 'gone' } });
    await deliverAtOnce(world.deps, { tenantId, message });
    expect(world.removed).toEqual(['connection-1']);
    expect(world.marks).toEqual([3]);
  });

  it('leaves no mark when a post failed, after posting to all the others', async () => {
    const world = aWorld({ outcomes: { 'connection-0': 'failed' } });
    await expect(deliverAtOnce(world.deps, { tenantId, message })).rejects.toBeInstanceOf(Unavailable);
    expect(world.postedTo()).toEqual(['connection-0', 'connection-1']);
    expect(world.marks).toEqual([]);
  });

  it('leaves conversations of more than 100 members to the durable path', async () => {
    const world = aWorld({ memberCount: 101 });
    await deliverAtOnce(world.deps, { tenantId, message });
    expect(world.posts).toEqual([]);
    expect(world.marks).toEqual([]);
  });
});

describe('the durable path', () => {
  it('delivers what has no mark, to all members, 25 posts at a time', async () => {
    const world = aWorld({ memberCount: 150 });
    expect(await deliverUnmarked(world.deps, { tenantId, message })).toBe('delivered');
    expect(world.posts).toHaveLength(150);
    expect(world.mostUnderWay()).toBe(25);
    expect(world.marks).toEqual([3]);
  });

  it('leaves alone what has a mark', async () => {
    const world = aWorld({ isMarked: true });
    expect(await deliverUnmarked(world.deps, { tenantId, message })).toBe('delivered-before');
    expect(world.posts).toEqual([]);
  });

  it('fails, so that the event comes again, when a post failed', async () => {
    const world = aWorld({ outcomes: { 'connection-1': 'failed' } });
    await expect(deliverUnmarked(world.deps, { tenantId, message })).rejects.toBeInstanceOf(Unavailable);
    expect(world.marks).toEqual([]);
  });
});
