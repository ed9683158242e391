import { describe, expect, it } from '@jest/globals';
import type { Connection } from '../../../../../functions/domain/connections/connections.ts';
import type { EventBatch, PostOutcome } from '../../../../../functions/domain/delivery/connection-gateway.ts';
import {
  type DeliverDeps,
  deliverAtOnce,
  deliverUnmarked,
  type Notice,
} from '../../../../../functions/domain/delivery/deliver.ts';
import { messageCreated, messageNotice } from '../../../../../functions/domain/delivery/notices.ts';
import { Unavailable } from '../../../../../functions/domain/errors.ts';
import { aCaller, aMessage, aUserId, tenantId } from '../../../../builders/chat.ts';

interface World {
  readonly outcomes?: Record<string, PostOutcome>;
  readonly memberCount?: number;
  readonly isMarked?: boolean;
  readonly batch?: boolean;
  readonly connectedAtMs?: number;
}

/** Members with a connection each, a gateway that answers as told, and a record of what happened. */
const aWorld = ({ outcomes = {}, memberCount = 2, isMarked = false, batch = false, connectedAtMs = 0 }: World = {}) => {
  const memberIds = Array.from({ length: memberCount }, aUserId);
  const guest = aUserId();
  const connections: Connection[] = [...memberIds, guest].map((userId, index) => ({
    ...aCaller({ userId }),
    connectionId: userId === guest ? 'guest' : `connection-${index}`,
    expiresAtMs: 0,
    batch,
    status: 'online',
    connectedAtMs,
  }));
  const posts: { connectionId: string; frame: { type: string } | EventBatch }[] = [];
  const ended: string[] = [];
  const marks: string[] = [];
  let underWay = 0;
  let mostUnderWay = 0;
  const deps: DeliverDeps = {
    memberships: { listMemberIds: async (_key, limit) => memberIds.slice(0, limit) },
    connections: {
      ofUsers: async (_tenantId, userIds) => connections.filter(({ userId }) => userIds.includes(userId)),
      end: async ({ connectionId }) => void ended.push(connectionId),
    },
    gateway: {
      post: async (connectionId, frame) => {
        underWay += 1;
        mostUnderWay = Math.max(mostUnderWay, underWay);
        await new Promise((wake) => setImmediate(wake));
        underWay -= 1;
        posts.push({ connectionId, frame });
        return outcomes[connectionId] ?? 'delivered';
      },
    },
    marks: { put: async (_key, notice) => void marks.push(notice), has: async () => isMarked },
    clock: { nowMs: () => 60_000 },
  };
  const postedTo = () => posts.map(({ connectionId }) => connectionId).sort();
  return { deps, guest, posts, postedTo, ended, marks, mostUnderWay: () => mostUnderWay };
};

const message = aMessage({ sequenceNumber: 3 });
const notice = messageNotice(tenantId, message);

describe('the fast path', () => {
  it('posts to every connection of every member but the one that caused it, and leaves a mark', async () => {
    const world = aWorld();
    await deliverAtOnce(world.deps, { ...notice, exceptConnectionId: 'connection-0' });
    expect(world.postedTo()).toEqual(['connection-1']);
    const { revision, reactions, ...fields } = message;
    expect(world.posts[0]?.frame).toEqual({ type: 'message.created', ...fields });
    expect(world.marks).toEqual(['message 3']);
  });

  it('forgets a connection that is gone, and counts it as delivered', async () => {
    const world = aWorld({ outcomes: { 'connection-1': 'gone' } });
    await deliverAtOnce(world.deps, notice);
    expect(world.ended).toEqual(['connection-1']);
    expect(world.marks).toEqual(['message 3']);
  });

  it('keeps a connection whose socket may not be open yet, and leaves no mark', async () => {
    const world = aWorld({ outcomes: { 'connection-1': 'gone' }, connectedAtMs: 50_000 });
    await expect(deliverAtOnce(world.deps, notice)).rejects.toBeInstanceOf(Unavailable);
    expect(world.ended).toEqual([]);
    expect(world.marks).toEqual([]);
  });

  it('leaves no mark when a post failed, after posting to all the others', async () => {
    const world = aWorld({ outcomes: { 'connection-0': 'failed' } });
    await expect(deliverAtOnce(world.deps, notice)).rejects.toBeInstanceOf(Unavailable);
    expect(world.postedTo()).toEqual(['connection-0', 'connection-1']);
    expect(world.marks).toEqual([]);
  });

  it('leaves conversations of more than 100 members to the durable path', async () => {
    const world = aWorld({ memberCount: 101 });
    await deliverAtOnce(world.deps, notice);
    expect(world.posts).toEqual([]);
    expect(world.marks).toEqual([]);
  });

  it('tells people beside the members where the notice names them', async () => {
    const world = aWorld();
    await deliverAtOnce(world.deps, { ...notice, alsoTo: [world.guest] });
    expect(world.postedTo()).toEqual(['connection-0', 'connection-1', 'guest']);
  });
});

describe('several events for one connection', () => {
  const events = [messageCreated(message), messageCreated(aMessage({ sequenceNumber: 4 }))];
  const two: Notice = { ...notice, eventsFor: async () => () => events };

  it('go in one frame where the connection takes batches', async () => {
    const world = aWorld({ memberCount: 1, batch: true });
    await deliverAtOnce(world.deps, two);
    expect(world.posts.map(({ frame }) => frame)).toEqual([{ type: 'batch', events }]);
  });

  it('go one after the other where it does not, and no further than one that failed', async () => {
    const world = aWorld({ memberCount: 1 });
    await deliverAtOnce(world.deps, two);
    expect(world.posts.map(({ frame }) => frame)).toEqual(events);
    const failing = aWorld({ memberCount: 1, outcomes: { 'connection-0': 'gone' } });
    await deliverAtOnce(failing.deps, two);
    expect(failing.posts).toHaveLength(1);
  });
});

describe('the durable path', () => {
  it('delivers what has no mark, to all members, 25 posts at a time', async () => {
    const world = aWorld({ memberCount: 150 });
    expect(await deliverUnmarked(world.deps, notice)).toBe('delivered');
    expect(world.posts).toHaveLength(150);
    expect(world.mostUnderWay()).toBe(25);
    expect(world.marks).toEqual(['message 3']);
  });

  it('leaves alone what has a mark', async () => {
    const world = aWorld({ isMarked: true });
    expect(await deliverUnmarked(world.deps, notice)).toBe('delivered-before');
    expect(world.posts).toEqual([]);
  });

  it('fails, so that the event comes again, when a post failed', async () => {
    const world = aWorld({ outcomes: { 'connection-1': 'failed' } });
    await expect(deliverUnmarked(world.deps, notice)).rejects.toBeInstanceOf(Unavailable);
    expect(world.marks).toEqual([]);
  });
});
