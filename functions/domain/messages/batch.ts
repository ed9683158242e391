import type { PendingDraft } from './lane.ts';

/** DynamoDB's limit of items in one transaction. Its 4 MB are never near: a message takes at most some 14 KB. */
const maxItems = 100;
/** The message, its idempotency key, its pending draft; one more each are the head, a sender's membership and a file. */
const itemsOfDraft = 3;

/** The most drafts that a batch can hold: those of one sender. */
export const maxBatch = Math.floor((maxItems - 2) / itemsOfDraft);

/** What is committed next, and what repeats an idempotency key in it. */
export interface Batch {
  readonly drafts: readonly PendingDraft[];
  readonly repeats: readonly PendingDraft[];
}

/** Whether two drafts are the same message to their sender: their idempotency key is one. */
export const isSameMessage = ({ draft: one }: PendingDraft, { draft: other }: PendingDraft): boolean =>
  one.senderId === other.senderId && one.clientMessageId === other.clientMessageId;

/** As many of a conversation's waiting drafts, in their order, as one transaction holds; it may name no item twice. */
export const batchOf = (waiting: readonly PendingDraft[]): Batch => {
  const drafts: PendingDraft[] = [];
  const repeats: PendingDraft[] = [];
  const senders = new Set<string>();
  const files = new Set<string>();
  let items = 1;
  for (const one of waiting) {
    if (drafts.some((other) => isSameMessage(one, other))) {
      repeats.push(one);
      continue;
    }
    const attached = (one.draft.attachments ?? []).map(({ media }) => media.id);
    items += itemsOfDraft + attached.length + (senders.has(one.draft.senderId) ? 0 : 1);
    if (items > maxItems || attached.some((id) => files.has(id))) break;
    senders.add(one.draft.senderId);
    for (const id of attached) files.add(id);
    drafts.push(one);
  }
  return { drafts, repeats };
};
