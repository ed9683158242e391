import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ConversationId } from '../../../../../functions/contract/identifiers.ts';
import { systemClock } from '../../../../../functions/domain/clock.ts';
import type { InboxOrder } from '../../../../../functions/domain/conversations/inbox-orders.ts';
import {
  type ListConversationsDeps,
  listConversations,
} from '../../../../../functions/domain/conversations/list-conversations.ts';
import { aCaller, aConversation, aMembership } from '../../../../builders/chat.ts';

const at = (second: number): string => new Date(1_000 * second).toISOString();

/** An inbox of so many conversations, in memory: it counts what is read of it. */
const anInbox = (size: number) => {
  const caller = aCaller();
  const conversations = Array.from({ length: size }, (_, second) => aConversation({ updatedAt: at(second) }));
  const byId = new Map(conversations.map((one) => [one.conversationId, one]));
  const left = new Set<ConversationId>();
  const counts = { conversationsRead: 0 };
  let order: InboxOrder | undefined;
  let now = size;
  let ids = 0;
  const deps: ListConversationsDeps = {
    memberships: {
      listOf: async () =>
        [...byId.keys()]
          .filter((id) => !left.has(id))
          .map((conversationId) => aMembership({ conversationId, userId: caller.userId })),
    },
    conversations: {
      readMany: async (_tenantId, wanted) => {
        counts.conversationsRead += wanted.length;
        return wanted.flatMap((id) => byId.get(id) ?? []);
      },
    },
    orders: {
      put: async (_caller, kept) => {
        order = kept;
      },
      find: async (_caller, orderId) => (order?.orderId === orderId ? order.conversationIds : undefined),
    },
    newId: () => {
      ids += 1;
      return `order-${ids}`;
    },
    messages: { read: async () => undefined },
    users: { readMany: async () => [] },
    clock: systemClock,
  };
  return {
    ids: conversations.map(({ conversationId }) => conversationId).reverse(),
    counts,
    page: (limit: number, cursor?: string) => listConversations(deps, { caller, limit, cursor }),
    /** Something is said in the conversation at this place of the inbox's first order. */
    touch: (place: number) => {
      const touched = conversations.at(-1 - (place % size));
      if (touched === undefined) return;
      now += 1;
      byId.set(touched.conversationId, { ...touched, updatedAt: at(now) });
    },
    leave: (place: number) => {
      const id = conversations.at(-1 - (place % size))?.conversationId;
      if (id) left.add(id);
    },
    forgetOrder: () => {
      order = undefined;
    },
  };
};

type Inbox = ReturnType<typeof anInbox>;

const walk = async (inbox: Inbox, limit: number, between: (page: number) => void = () => {}): Promise<string[]> => {
  const seen: string[] = [];
  let cursor: string | null | undefined;
  for (let page = 1; cursor !== null; page += 1) {
    const { items, nextCursor } = await inbox.page(limit, cursor);
    seen.push(...items.map(({ id }) => id));
    cursor = nextCursor;
    if (cursor !== null) between(page);
  }
  return seen;
};

describe('an inbox that is read page by page', () => {
  it('reads each conversation once for its order, and once for its page', async () => {
    const inbox = anInbox(250);
    expect(await walk(inbox, 50)).toEqual(inbox.ids);
    expect(inbox.counts.conversationsRead).toBe(250 + 200);
  });

  it('keeps no order where all fits one page', async () => {
    const inbox = anInbox(50);
    await inbox.page(50);
    const { nextCursor } = await inbox.page(49);
    expect(nextCursor).toEqual(expect.any(String));
    expect((await inbox.page(50)).nextCursor).toBeNull();
    // The order of the page of 49 is still there.
    inbox.counts.conversationsRead = 0;
    expect((await inbox.page(49, nextCursor ?? '')).items).toHaveLength(1);
    expect(inbox.counts.conversationsRead).toBe(1);
  });

  it('has each conversation once, whatever is said and left meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 8 }),
        fc.array(fc.record({ what: fc.constantFrom('touch', 'leave'), place: fc.nat(100) }), { maxLength: 20 }),
        async (size, limit, steps) => {
          const inbox = anInbox(size);
          const left: string[] = [];
          const seen = await walk(inbox, limit, (page) => {
            const step = steps[page];
            if (step === undefined) return;
            if (step.what === 'touch') inbox.touch(step.place);
            else {
              inbox.leave(step.place);
              left.push(inbox.ids[step.place % size] as string);
            }
          });
          expect(new Set(seen).size).toBe(seen.length);
          expect(inbox.ids.filter((id) => !seen.includes(id) && !left.includes(id))).toEqual([]);
        },
      ),
    );
  });

  it('leaves out none that nothing was said in where its order is lost, or another device read it from its beginning', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 8 }),
        fc.array(fc.record({ what: fc.constantFrom('forget', 'begin', 'touch'), place: fc.nat(100) }), {
          maxLength: 20,
        }),
        async (size, limit, steps) => {
          const inbox = anInbox(size);
          const touched = new Set<string>();
          const begun: Promise<unknown>[] = [];
          const seen = await walk(inbox, limit, (page) => {
            const step = steps[page];
            if (step?.what === 'forget') inbox.forgetOrder();
            if (step?.what === 'begin') begun.push(inbox.page(limit));
            if (step?.what !== 'touch') return;
            inbox.touch(step.place);
            touched.add(inbox.ids[step.place % size] as string);
          });
          await Promise.all(begun);
          expect(inbox.ids.filter((id) => !seen.includes(id) && !touched.has(id))).toEqual([]);
        },
      ),
    );
  });

  it.each(['garbage', Buffer.from('2026-11-23T12:00:00.000Z id').toString('base64url')])(
    'refuses a cursor that is none of its own: %s',
    async (cursor) => {
      await expect(anInbox(3).page(2, cursor)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    },
  );
});
