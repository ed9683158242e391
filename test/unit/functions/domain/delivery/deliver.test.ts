import { describe, expect, it } from '@jest/globals';
import { maxFrameBytes } from '../../../../../functions/contract/websocket-actions.ts';
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
    conversations: { readSize: async () => ({ type: 'group', memberCount }) },
    memberships: { listMemberIds: async (_key, limit) => memberIds.slice(0, limit), findMany: async () => [] },
    subscriptions: { list: async () => [], remove: async () => undefined, renew: async () => undefined },
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
    marks: {
      put: async (_key, notice) => void marks.push(notice),
      has: async () => isMarked,
      ofParts: async () => new Set(),
    },
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

  it('tries a throttled post three times, and leaves it to the durable path then', async () => {
    const world = aWorld({ outcomes: { 'connection-1': 'throttled' } });
    await expect(deliverAtOnce(world.deps, notice)).rejects.toBeInstanceOf(Unavailable);
    expect(world.postedTo()).toEqual(['connection-0', 'connection-1', 'connection-1', 'connection-1']);
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

describe('a store that fails', () => {
  it('keeps nobody else from their post, and its reason is told', async () => {
    const world = aWorld({ memberCount: 60, outcomes: { 'connection-0': 'gone' } });
    const connections: typeof world.deps.connections = {
      ...world.deps.connections,
      end: () => Promise.reject(new Error('throttled')),
    };
    await expect(deliverUnmarked({ ...world.deps, connections }, notice)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: 'cannot deliver; 1 of 60 threw: Error: throttled',
    });
    expect(world.posts).toHaveLength(60);
    expect(world.marks).toEqual([]);
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

  it('go in as many frames as it takes for each to be within 32 KB', async () => {
    const many = Array.from({ length: 20 }, (_, index) =>
      messageCreated(aMessage({ sequenceNumber: index + 1, content: 'é'.repeat(4_000) })),
    );
    const world = aWorld({ memberCount: 1, batch: true });
    await deliverAtOnce(world.deps, { ...notice, eventsFor: async () => () => many });
    const frames = world.posts.map(({ frame }) => frame as EventBatch);
    for (const frame of frames) expect(Buffer.byteLength(JSON.stringify(frame))).toBeLessThanOrEqual(maxFrameBytes);
    expect(frames.map((frame) => frame.events.length)).toEqual([3, 3, 3, 3, 3, 3, 2]);
    expect(frames.flatMap((frame) => frame.events)).toEqual(many);
  });

  it('go one after the other where it does not, and no further than one that failed', async () => {
    const world = aWorld({ memberCount: 1 });
    await deliverAtOnce(world.deps, two);
    expect(world.posts.map(({ frame }) => frame)).toEqual(events);
    const failing = aWorld({ memberCount: 1, outcomes: { 'connection-0': 'gone' } });
    await deliverAtOnce(failing.deps, two);
    expect(failing.posts).toHaveLength(1);
    expect(failing.ended).toEqual(['connection-0']);
  });

  it('go on after one that will never be taken, and are not tried again', async () => {
    const world = aWorld({ memberCount: 1, outcomes: { 'connection-0': 'refused' } });
    await deliverAtOnce(world.deps, two);
    expect(world.posts).toHaveLength(2);
    expect(world.marks).toEqual(['message 3']);
  });
});

describe('the durable path', () => {
  it('delivers what has no mark, to all members, 25 posts at a time', async () => {
    const world = aWorld({ memberCount: 150 });
    expect(await deliverUnmarked(world.deps, notice)).toEqual({ outcome: 'delivered', connections: 150 });
    expect(world.posts).toHaveLength(150);
    expect(world.mostUnderWay()).toBe(25);
    expect(world.marks).toEqual(['message 3']);
  });

  it('leaves alone what has a mark', async () => {
    const world = aWorld({ isMarked: true });
    expect(await deliverUnmarked(world.deps, notice)).toEqual({ outcome: 'delivered-before', connections: 0 });
    expect(world.posts).toEqual([]);
  });

  it('posts nothing once its time is over, so that the event comes again', async () => {
    const world = aWorld({ memberCount: 30 });
    let nowMs = 60_000;
    const clock = { nowMs: () => nowMs };
    const post = world.deps.gateway.post;
    const gateway: typeof world.deps.gateway = {
      post: async (...args) => {
        nowMs += 9_000;
        return post(...args);
      },
    };
    await expect(deliverUnmarked({ ...world.deps, gateway, clock }, notice)).rejects.toBeInstanceOf(Unavailable);
    expect(world.posts).toHaveLength(5);
    expect(world.marks).toEqual([]);
  });

  it('fails, so that the event comes again, when a post failed', async () => {
    const world = aWorld({ outcomes: { 'connection-1': 'failed' } });
    await expect(deliverUnmarked(world.deps, notice)).rejects.toBeInstanceOf(Unavailable);
    expect(world.marks).toEqual([]);
  });
});
