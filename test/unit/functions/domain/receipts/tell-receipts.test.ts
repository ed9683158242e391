import { describe, expect, it } from '@jest/globals';
import type { UserId } from '../../../../../functions/contract/identifiers.ts';
import type { ServerEvent } from '../../../../../functions/contract/server-events.ts';
import { maxFrameBytes } from '../../../../../functions/contract/websocket-actions.ts';
import type { Connection } from '../../../../../functions/domain/connections/connections.ts';
import type { Marks } from '../../../../../functions/domain/conversations/memberships.ts';
import type { EventBatch } from '../../../../../functions/domain/delivery/connection-gateway.ts';
import {
  type AnnounceReceiptDeps,
  announceReceipt,
} from '../../../../../functions/domain/receipts/announce-receipt.ts';
import { type TellReceiptsDeps, tellReceipts } from '../../../../../functions/domain/receipts/tell-receipts.ts';
import { aCaller, aConversationId, aMembership, aUserId, tenantId } from '../../../../builders/chat.ts';

interface World {
  readonly memberCount?: number;
  /** How many members there were when marks moved; as many as there are when left out. */
  readonly membersBefore?: number;
  readonly batch?: boolean;
  /** The first member reads as far as this just before the marks are taken. */
  readonly readsMeanwhile?: number;
}

type Frame = ServerEvent | EventBatch;

/** Members with a connection each, named after their place; a queue that tells when asked to; a record of every post. */
const aWorld = ({ memberCount = 3, membersBefore = memberCount, batch = false, readsMeanwhile }: World = {}) => {
  const key = { tenantId, conversationId: aConversationId() };
  const members = Array.from({ length: memberCount }, aUserId);
  const connections: Connection[] = members.map((userId, index) => ({
    ...aCaller({ userId }),
    connectionId: `of ${index}`,
    expiresAtMs: 0,
    batch,
    status: 'online',
    connectedAtMs: 0,
  }));
  const marks = new Map<UserId, Marks>();
  const posts: { connectionId: string; frame: Frame }[] = [];
  let noted = new Map<UserId, Set<string>>();
  let queued = 0;
  const deps: AnnounceReceiptDeps & TellReceiptsDeps = {
    memberships: {
      listMemberIds: async (_key, limit) => members.slice(0, limit),
      findMany: async (_key, userIds) =>
        userIds.flatMap((userId) => {
          const own = marks.get(userId);
          return own ? [aMembership({ userId, ...own })] : [];
        }),
    },
    connections: {
      ofUsers: async (_tenantId, userIds) => connections.filter(({ userId }) => userIds.includes(userId)),
      end: async () => undefined,
    },
    gateway: {
      post: async (connectionId, frame) => {
        posts.push({ connectionId, frame });
        return 'delivered';
      },
    },
    untold: {
      note: async (_key, userId, movedBy) => {
        const isFirst = noted.size === 0;
        noted.set(userId, (noted.get(userId) ?? new Set()).add(movedBy));
        return isFirst;
      },
      take: async () => {
        if (readsMeanwhile !== undefined) await read(0, readsMeanwhile, 'of 0');
        const taken = noted;
        noted = new Map();
        return taken;
      },
    },
    receiptQueue: {
      put: async () => {
        queued += 1;
      },
    },
    clock: { nowMs: () => 60_000 },
  };
  const move = async (member: number, moved: Partial<Marks>, connectionId?: string) => {
    const userId = members[member] as UserId;
    const now = { lastReadSequence: 0, lastDeliveredSequence: 0, ...marks.get(userId), ...moved };
    marks.set(userId, now);
    await announceReceipt(deps, { key, userId, marks: now, memberCount: membersBefore, connectionId });
  };
  /** A member comes as far as a number, by the connection named, or by HTTP. */
  const read = (member: number, sequenceNumber: number, connectionId?: string) =>
    move(member, { lastReadSequence: sequenceNumber, lastDeliveredSequence: sequenceNumber }, connectionId);
  const delivered = (member: number, lastDeliveredSequence: number, connectionId?: string) =>
    move(member, { lastDeliveredSequence }, connectionId);
  const tell = () => tellReceipts(deps, key);
  /** The receipts that a connection got, batches opened. */
  const receiptsAt = (wanted: string) =>
    posts
      .filter(({ connectionId }) => connectionId === wanted)
      .flatMap(({ frame }) => ('events' in frame ? frame.events : [frame]));
  const placesToldAt = (connectionId: string) =>
    receiptsAt(connectionId).map((event) => members.indexOf((event as { userId: UserId }).userId));
  const forget = (member: number) => marks.delete(members[member] as UserId);
  return {
    key,
    members,
    connections,
    posts,
    read,
    delivered,
    tell,
    receiptsAt,
    placesToldAt,
    forget,
    queued: () => queued,
  };
};

describe('marks that move', () => {
  it('are put off once, whoever else moves, until they were told', async () => {
    const world = aWorld();
    await world.read(0, 1, 'of 0');
    await world.read(1, 1, 'of 1');
    await world.read(0, 2, 'of 0');
    expect([world.queued(), world.posts]).toEqual([1, []]);
    await world.tell();
    await world.read(1, 2, 'of 1');
    expect(world.queued()).toBe(2);
  });

  it('are told each connection in one frame where it takes batches, and as they are then', async () => {
    const world = aWorld({ batch: true });
    for (const number of [1, 2, 3]) await world.read(0, number, 'of 0');
    await world.read(1, 1, 'of 1');
    expect(await world.tell()).toEqual({ receipts: 2, failed: 0 });
    expect(world.posts.filter(({ connectionId }) => connectionId === 'of 2')).toHaveLength(1);
    const receipt = { type: 'receipt.updated', conversationId: world.key.conversationId };
    expect(world.receiptsAt('of 2')).toEqual([
      { ...receipt, userId: world.members[0], lastReadSequence: 3, lastDeliveredSequence: 3 },
      { ...receipt, userId: world.members[1], lastReadSequence: 1, lastDeliveredSequence: 1 },
    ]);
  });

  it('are told in a frame each where a connection takes no batches', async () => {
    const world = aWorld();
    await world.read(0, 1, 'of 0');
    await world.read(1, 1, 'of 1');
    await world.tell();
    expect(world.posts.map(({ connectionId }) => connectionId).sort()).toEqual(['of 0', 'of 1', 'of 2', 'of 2']);
  });

  it('are not told the connection that alone moved them, but to all of the person where two did or HTTP', async () => {
    const world = aWorld();
    await world.read(0, 1, 'of 0');
    await world.read(1, 1, 'of 1');
    await world.delivered(1, 2, 'another of 1');
    await world.read(2, 1);
    await world.tell();
    expect(world.placesToldAt('of 0')).toEqual([1, 2]);
    expect(world.placesToldAt('of 1')).toEqual([0, 1, 2]);
    expect(world.placesToldAt('of 2')).toEqual([0, 1, 2]);
  });

  it('are told as they are when they are taken, so that nothing that was taken stays untold', async () => {
    const world = aWorld({ readsMeanwhile: 7 });
    await world.read(0, 1, 'of 0');
    await world.tell();
    expect(world.receiptsAt('of 1')).toMatchObject([{ lastReadSequence: 7 }]);
  });

  it('of a person who is no member any more are told to nobody', async () => {
    const world = aWorld();
    await world.read(0, 1, 'of 0');
    world.forget(0);
    await world.tell();
    expect(world.posts).toEqual([]);
  });

  it('cost nothing when they are told a second time', async () => {
    const world = aWorld();
    await world.read(0, 1, 'of 0');
    await world.tell();
    const { length } = world.posts;
    expect(await world.tell()).toEqual({ receipts: 0, failed: 0 });
    expect(world.posts).toHaveLength(length);
  });

  it('are told at once between two people', async () => {
    const world = aWorld({ memberCount: 2 });
    await world.read(0, 1, 'of 0');
    expect([world.queued(), world.placesToldAt('of 1'), world.placesToldAt('of 0')]).toEqual([0, [0], []]);
  });

  it("are told to the person's own other devices alone above 100 members, at once", async () => {
    const large = aWorld({ memberCount: 101 });
    await large.read(0, 1, 'another of 0');
    expect(large.posts.map(({ connectionId }) => connectionId)).toEqual(['of 0']);
    expect(large.queued()).toBe(0);
    expect(large.receiptsAt('of 0')).toMatchObject([{ lastReadSequence: 1 }]);
  });

  it('are told to nobody where there are as many by the time they would be', async () => {
    const large = aWorld({ memberCount: 101 });
    await large.read(0, 1, 'of 0');
    expect(large.posts).toEqual([]);
    const grown = aWorld({ memberCount: 101, membersBefore: 100 });
    await grown.read(0, 1, 'of 0');
    expect([large.queued(), grown.queued()]).toEqual([0, 1]);
    expect(await grown.tell()).toEqual({ receipts: 0, failed: 0 });
    expect(grown.posts).toEqual([]);
  });

  it('of 100 members, as far as numbers go, fit a frame', async () => {
    const world = aWorld({ memberCount: 100, batch: true });
    for (const [place] of world.members.entries()) await world.read(place, Number.MAX_SAFE_INTEGER);
    await world.tell();
    expect(world.receiptsAt('of 0')).toHaveLength(100);
    expect(Buffer.byteLength(JSON.stringify(world.posts[0]?.frame))).toBeLessThan(maxFrameBytes);
  });
});

describe('the receipts of a message that all have and read within a second', () => {
  /** The others say that they have it, then that they read it, before the queue tells. */
  const postsOf = async (memberCount: number, batch: boolean) => {
    const world = aWorld({ memberCount, batch });
    const others = world.members.map((_userId, place) => place).slice(1);
    for (const place of others) await world.delivered(place, 1, `of ${place}`);
    for (const place of others) await world.read(place, 1, `of ${place}`);
    await world.tell();
    return world.posts.length;
  };

  // A post for each mark and connection that did not move it would be 8 of three people, and 162 of ten.
  it.each([
    [2, 2, 2],
    [3, 3, 4],
    [10, 10, 81],
  ])('of %i people are %i posts where connections take batches, %i without', async (members, batched, single) => {
    expect([await postsOf(members, true), await postsOf(members, false)]).toEqual([batched, single]);
  });
});
