import { describe, expect, it } from '@jest/globals';
import type { BusEvent, OutboxEvent } from '../../../../../functions/contract/events.ts';
import type { ConversationId, UserId } from '../../../../../functions/contract/identifiers.ts';
import { indexRenamedPerson } from '../../../../../functions/domain/search/index-renamed-person.ts';
import { aConversation, aMembership, aUser, tenantId } from '../../../../builders/chat.ts';

const userId = 'ada' as UserId;
const renamedAt = '2026-11-24T12:00:00.000Z';

const event = (over: Partial<BusEvent<'person.renamed'>> = {}): BusEvent<'person.renamed'> => ({
  version: 1,
  tenantId,
  correlationId: 'c-1',
  userId,
  timestamp: renamedAt,
  ...over,
});

/** A person in a group, a channel and so many direct conversations; what is queued is kept. */
const aWorld = (directs: number, user = aUser({ userId, renamedAt }), fails = new Set<string>()) => {
  const records = [
    aConversation({ type: 'group' }),
    ...Array.from({ length: directs }, () => aConversation({ type: 'direct', peerIds: [userId, 'bob' as UserId] })),
    aConversation({ type: 'channel' }),
  ];
  const queued: OutboxEvent[] = [];
  const asked: number[] = [];
  const deps: Parameters<typeof indexRenamedPerson>[0] = {
    users: { read: async () => user },
    memberships: { listOf: async () => records.map(({ conversationId }) => aMembership({ conversationId, userId })) },
    conversations: {
      readMany: async (_tenantId, ids) => {
        asked.push(ids.length);
        return records.filter(({ conversationId }) => ids.includes(conversationId));
      },
    },
    queue: {
      put: async (one) => {
        const { conversationId } = one.detail as { conversationId: ConversationId };
        if (fails.delete(conversationId)) throw new Error('the queue is not there');
        queued.push(one);
      },
    },
  };
  const ids = records.filter(({ type }) => type === 'direct').map(({ conversationId }) => conversationId);
  return { deps, queued, asked, ids, fails };
};

const idsIn = (queued: readonly OutboxEvent[]) =>
  queued.map(({ detail }) => (detail as { conversationId: ConversationId }).conversationId);

describe('somebody who was renamed', () => {
  it('has direct conversations queued to be indexed as they are by then, and no others', async () => {
    const { deps, queued, ids } = aWorld(2);
    await indexRenamedPerson(deps, event());
    expect(queued).toEqual(
      ids.map((conversationId) => ({
        type: 'conversation.created',
        detail: { version: 1, tenantId, correlationId: 'c-1', conversationId, timestamp: renamedAt },
      })),
    );
  });

  it('may have more of them than are read at once', async () => {
    const { deps, queued, asked, ids } = aWorld(1_203);
    await indexRenamedPerson(deps, event());
    expect(Math.max(...asked)).toBe(500);
    expect(idsIn(queued)).toEqual(ids);
  });

  it('has them all queued at the next try where the queue failed half-way', async () => {
    const { deps, queued, ids, fails } = aWorld(3);
    fails.add(String(ids[1]));
    await expect(indexRenamedPerson(deps, event())).rejects.toThrow('not there');
    await indexRenamedPerson(deps, event());
    expect(new Set(idsIn(queued))).toEqual(new Set(ids));
  });

  it('has nothing queued for an earlier name that comes late, nor when nobody is there', async () => {
    const late = aWorld(2);
    await indexRenamedPerson(late.deps, event({ timestamp: '2026-11-24T11:59:59.999Z' }));
    expect(late.queued).toEqual([]);
    const gone = aWorld(2);
    await indexRenamedPerson({ ...gone.deps, users: { read: async () => undefined } }, event());
    expect(gone.queued).toEqual([]);
  });
});
