import { describe, expect, it } from '@jest/globals';
import { utf8Bytes } from '../../../../../functions/contract/text.ts';
import type { SyncDeps } from '../../../../../functions/domain/sync/sync-conversation.ts';
import { type SyncedConversation, syncConversations } from '../../../../../functions/domain/sync/sync-conversations.ts';
import { aCaller, aMessage } from '../../../../builders/chat.ts';
import { ServedConversation } from '../../../history/served-conversation.ts';

/** So many conversations with messages of that length each, and what a sync of them reads. */
const served = (count: number, lengths: readonly number[]) => {
  const all = Array.from({ length: count }, () => {
    const one = new ServedConversation();
    for (const [index, length] of lengths.entries()) {
      one.messages.push(aMessage({ sequenceNumber: index + 1, content: 'x'.repeat(length) }));
    }
    return one;
  });
  const stores = new Map(all.map((one) => [one.conversationId, one.stores(async (read) => read())]));
  const of = ({ conversationId }: { readonly conversationId: string }) =>
    stores.get(conversationId as never) as SyncDeps;
  const deps: SyncDeps = {
    ...(stores.values().next().value as SyncDeps),
    conversations: { findFor: (key, userId) => of(key).conversations.findFor(key, userId) },
    messages: {
      read: (key, number) => of(key).messages.read(key, number),
      readMany: (key, numbers) => of(key).messages.readMany(key, numbers),
      readRange: (key, range) => of(key).messages.readRange(key, range),
    },
  };
  const wanted = all.map(({ conversationId }) => ({ conversationId, afterSequence: 0, afterChange: 0 }));
  return { deps, wanted };
};

const read = (deps: SyncDeps, conversations: ReturnType<typeof served>['wanted'], maxBytes: number) =>
  syncConversations(deps, { caller: aCaller(), conversations, maxBytes });
const countOf = (page: SyncedConversation | undefined) => (page && 'messages' in page ? page.messages.length : -1);

describe('a sync of several conversations', () => {
  it('has a page of each, and no more than fits', async () => {
    const { deps, wanted } = served(3, [1000, 1000, 1000]);
    const pages = await read(deps, wanted, 6000);
    expect(utf8Bytes(JSON.stringify(pages))).toBeLessThanOrEqual(6000);
    expect(pages.map(countOf)).toEqual([3, 0, 0]);
    expect(pages.map((page) => 'complete' in page && page.complete)).toEqual([true, false, false]);
  });

  it('is of one alone where the next message of none fits beside the others', async () => {
    const { deps, wanted } = served(20, [5500]);
    const pages = await read(deps, wanted, 6500);
    expect(pages.map(countOf)).toEqual([1]);
    // Those that are complete do not keep the others waiting.
    const rest = wanted.map((one, index) => (index === 1 ? one : { ...one, afterSequence: 1 }));
    expect((await read(deps, rest, 6500)).map(countOf)).toEqual([1]);
  });

  it('fails where not even one message fits, and says what to do', async () => {
    const { deps, wanted } = served(2, [7000]);
    await expect(read(deps, wanted, 6500)).rejects.toMatchObject({
      code: 'TOO_LARGE',
      message: expect.stringContaining('over HTTP'),
    });
  });
});
