import { describe, expect, it } from '@jest/globals';
import type { Connection } from '../../../../../functions/domain/connections/connections.ts';
import type { EventBatch, PostOutcome } from '../../../../../functions/domain/delivery/connection-gateway.ts';
import type { FastPathDeps } from '../../../../../functions/domain/delivery/deliver.ts';
import { deliverMessagesAtOnce } from '../../../../../functions/domain/delivery/deliver-messages.ts';
import { Unavailable } from '../../../../../functions/domain/errors.ts';
import { aCaller, aConversationId, aMessage, aUserId, tenantId } from '../../../../builders/chat.ts';

const key = { tenantId, conversationId: aConversationId() };

/** Members with a connection each, every other one of which takes batches. */
const aWorld = ({ memberCount = 4, outcome = 'delivered' as PostOutcome } = {}) => {
  const memberIds = Array.from({ length: memberCount }, aUserId);
  const connections: Connection[] = memberIds.map((userId, index) => ({
    ...aCaller({ userId }),
    ...{ connectionId: `${index}`, batch: index % 2 === 0, status: 'online', connectedAtMs: 0, expiresAtMs: 0 },
  }));
  const posts: Record<string, number[][]> = {};
  const marks: string[] = [];
  const deps: FastPathDeps = {
    memberships: { listMemberIds: async (_key, limit) => memberIds.slice(0, limit) },
    connections: { ofUsers: async () => connections, end: async () => undefined },
    gateway: {
      post: async (connectionId, frame) => {
        const events = frame.type === 'batch' ? (frame as EventBatch).events : [frame];
        posts[connectionId] ??= [];
        posts[connectionId]?.push(events.map((event) => ('sequenceNumber' in event ? event.sequenceNumber : -1)));
        return outcome;
      },
    },
    marks: { put: async (_key, notice) => void marks.push(notice) },
    clock: { nowMs: () => 60_000 },
  };
  return { deps, posts, marks };
};

const committed = [1, 2, 3].map((sequenceNumber) => ({
  message: aMessage({ ...key, sequenceNumber }),
  exceptConnectionId: `${sequenceNumber - 1}`,
}));

describe('the fast path of messages that were committed together', () => {
  it('posts one frame where the connection takes batches, without what it sent itself, and marks each', async () => {
    const { deps, posts, marks } = aWorld();
    await deliverMessagesAtOnce(deps, key, committed);
    expect(posts).toEqual({ 0: [[2, 3]], 1: [[1], [3]], 2: [[1, 2]], 3: [[1], [2], [3]] });
    expect(marks).toEqual(['message 1', 'message 2', 'message 3']);
  });

  it('marks none of them when a post failed', async () => {
    const { deps, marks } = aWorld({ outcome: 'failed' });
    await expect(deliverMessagesAtOnce(deps, key, committed)).rejects.toBeInstanceOf(Unavailable);
    expect(marks).toEqual([]);
  });

  it('leaves a large conversation to the durable path', async () => {
    const { deps, posts, marks } = aWorld({ memberCount: 101 });
    await deliverMessagesAtOnce(deps, key, committed);
    expect([posts, marks]).toEqual([{}, []]);
  });

  it('delivers a message that was committed alone', async () => {
    const { deps, posts, marks } = aWorld();
    await deliverMessagesAtOnce(deps, key, committed.slice(0, 1));
    expect(posts).toEqual({ 1: [[1]], 2: [[1]], 3: [[1]] });
    expect(marks).toEqual(['message 1']);
  });
});
