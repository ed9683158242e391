import { describe, expect, it } from '@jest/globals';
import type { ConversationId, TenantId } from '../../../../../functions/contract/identifiers.ts';
import type { Message } from '../../../../../functions/contract/messages.ts';
import type { SearchEvent } from '../../../../../functions/contract/queue-messages.ts';
import { Unavailable } from '../../../../../functions/domain/errors.ts';
import { type IndexEventsDeps, indexEvents } from '../../../../../functions/domain/search/index-events.ts';
import type { IndexEntry, IndexOutcome } from '../../../../../functions/domain/search/search-index.ts';

const tenantId = 'acme' as TenantId;
const conversationId = 'lab' as ConversationId;

const created = (sequenceNumber: number) =>
  ({
    'detail-type': 'message.created',
    detail: { tenantId, message: { conversationId, sequenceNumber } },
  }) as SearchEvent;
const changed = (kind: string, sequenceNumber?: number) =>
  ({
    'detail-type': 'conversation.changed',
    detail: { tenantId, conversationId, change: { kind, sequenceNumber } },
  }) as SearchEvent;
const settled = (mediaId: string) => ({ 'detail-type': 'media.settled', detail: { tenantId, mediaId } }) as SearchEvent;
const filesOf: Readonly<Record<string, readonly number[]>> = { plan: [2, 3], picture: [] };

/** An index that says of each entry what `outcomeOf` says, and has so many messages of what is deleted left. */
const aWorld = (outcomeOf: (entry: IndexEntry) => IndexOutcome, left = 0) => {
  const written: IndexEntry[] = [];
  let nowMs = 0;
  const deps: IndexEventsDeps = {
    source: {
      readCurrent: async (keys) => keys.map(({ sequenceNumber }) => ({ sequenceNumber }) as Message),
      readConversations: async (keys) => keys.map(() => undefined),
      readAttachedTo: async (keys) =>
        keys.map(({ mediaId }) =>
          (filesOf[mediaId] ?? []).map((sequenceNumber) => ({ tenantId, conversationId, sequenceNumber })),
        ),
    },
    index: {
      write: async (entries) => {
        written.push(...entries);
        return entries.map(outcomeOf);
      },
      removeMessages: async () => {
        nowMs += 1_000;
        const removed = Math.min(left, 500);
        left -= removed;
        return removed;
      },
    },
    clock: { nowMs: () => nowMs },
  };
  return { deps, written };
};

const numbered = (outcomes: Readonly<Record<number, IndexOutcome>>) => (entry: IndexEntry) =>
  (entry.kind === 'message' && outcomes[entry.key.sequenceNumber]) || 'done';

describe('indexing a batch of events', () => {
  it('says of each event what became of its own message', async () => {
    const { deps } = aWorld(numbered({ 2: 'refused', 3: 'failed' }));
    expect(await indexEvents(deps, [created(1), created(2), created(3), created(4)], 10_000)).toEqual([
      'done',
      'refused',
      'failed',
      'done',
    ]);
  });

  it('writes a message once of which several events tell, and says the same of all of them', async () => {
    const { deps, written } = aWorld(numbered({ 1: 'failed' }));
    const events = [created(1), changed('message.updated', 1), created(2), changed('message.deleted', 1)];
    expect(await indexEvents(deps, events, 10_000)).toEqual(['failed', 'failed', 'done', 'failed']);
    expect(written).toHaveLength(2);
  });

  it('writes the messages that a settled file is attached to, and says of its event what became of the worst', async () => {
    const { deps, written } = aWorld(numbered({ 3: 'failed' }));
    const events = [settled('picture'), created(1), settled('plan'), created(2), settled('gone')];
    expect(await indexEvents(deps, events, 10_000)).toEqual(['done', 'done', 'failed', 'done', 'done']);
    expect(written.map(({ key }) => key)).toEqual(
      [1, 2, 3].map((sequenceNumber) => ({ tenantId, conversationId, sequenceNumber })),
    );
  });

  it('is done with what is not found by its words', async () => {
    const { deps, written } = aWorld(() => 'refused');
    expect(await indexEvents(deps, [changed('reaction.added', 1), changed('member.joined')], 10_000)).toEqual([
      'done',
      'done',
    ]);
    expect(written).toEqual([]);
  });

  it('removes the messages of a deleted conversation until none is left', async () => {
    const { deps } = aWorld(() => 'done', 1_200);
    expect(await indexEvents(deps, [changed('conversation.deleted'), created(1)], 10_000)).toEqual(['done', 'done']);
  });

  it('has a deletion come again that could not end in time, and nothing else', async () => {
    const { deps } = aWorld(() => 'done', 100_000);
    expect(await indexEvents(deps, [created(1), changed('conversation.deleted')], 10_000)).toEqual(['done', 'failed']);
  });

  it('has failed with all of them where the index does not answer, and tells of a fault of its own', async () => {
    const away = aWorld(() => {
      throw new Unavailable('cannot search');
    });
    expect(await indexEvents(away.deps, [created(1), created(2)], 10_000)).toEqual(['failed', 'failed']);
    const broken = aWorld(() => {
      throw new Error('a mistake');
    });
    await expect(indexEvents(broken.deps, [created(1)], 10_000)).rejects.toThrow('a mistake');
  });
});
