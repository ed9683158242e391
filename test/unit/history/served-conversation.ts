import fc from 'fast-check';
import type { UserId } from '../../../functions/contract/identifiers.ts';
import type { Message } from '../../../functions/contract/messages.ts';
import type { ServerEvent } from '../../../functions/contract/server-events.ts';
import type { Change, ChangeEffect } from '../../../functions/domain/changes/change.ts';
import { messageCreated } from '../../../functions/domain/delivery/notices.ts';
import type { SyncDeps } from '../../../functions/domain/sync/sync-conversation.ts';
import { aConversation, aMembership, aMessage, aUserId, instant, tenantId } from '../../builders/chat.ts';

const people = [aUserId(), aUserId(), aUserId()] as const;

/** What happens to a conversation: a message, a change of one of the messages so far, or of the conversation. */
export const happening = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('message' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('edit' as const, 'delete' as const), at: fc.nat() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('reaction' as const),
      at: fc.nat(),
      userId: fc.constantFrom(...people),
      emoji: fc.constantFrom('👍', '❤️'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('title' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('member' as const), userId: fc.constantFrom(...people) }) },
);
type Happening = typeof happening extends fc.Arbitrary<infer One> ? One : never;

/** The message with the reaction added, or taken back where it was there. */
const toggled = (message: Message, { emoji, userId }: { emoji: string; userId: UserId }) => {
  const before = message.reactions.find((one) => one.emoji === emoji)?.userIds ?? [];
  const isThere = before.includes(userId);
  const after = { emoji, userIds: isThere ? before.filter((one) => one !== userId) : [...before, userId] };
  const reactions = message.reactions.some((one) => one.emoji === emoji)
    ? message.reactions.map((one) => (one.emoji === emoji ? after : one))
    : [...message.reactions, after];
  return { isThere, reactions: reactions.filter((one) => one.userIds.length > 0) };
};

/** A conversation as a server keeps it through all that happens, in memory, and the frames that it sends. */
export class ServedConversation {
  readonly reader = aUserId();
  readonly messages: Message[] = [];
  readonly memberIds = new Set<UserId>([this.reader]);
  title: string | undefined;
  readonly #record = aConversation();
  readonly #changes: Change[] = [];

  get conversationId() {
    return this.#record.conversationId;
  }

  /** Lets something happen, and gives the frame that tells of it, where anything changed. */
  happen(one: Happening): ServerEvent | undefined {
    const { conversationId } = this;
    if (one.kind === 'message') {
      const message = aMessage({ conversationId, sequenceNumber: this.messages.length + 1 });
      this.messages.push(message);
      return messageCreated(message);
    }
    if (one.kind === 'title') {
      const changeNumber = this.#change({ kind: 'conversation.updated' });
      this.title = `title ${changeNumber}`;
      return { type: 'conversation.updated', conversationId, changeNumber, conversation: this.#presented() };
    }
    if (one.kind === 'member') {
      const type = this.memberIds.has(one.userId) ? ('member.left' as const) : ('member.joined' as const);
      if (type === 'member.left') this.memberIds.delete(one.userId);
      else this.memberIds.add(one.userId);
      const change = { userId: one.userId, role: 'member' as const };
      return { type, conversationId, changeNumber: this.#change({ kind: type, ...change }), ...change };
    }
    const index = this.messages.length === 0 ? -1 : one.at % this.messages.length;
    const message = this.messages[index];
    if (message === undefined || message.deleted) return undefined;
    const { sequenceNumber } = message;
    if (one.kind === 'reaction') {
      const { isThere, reactions } = toggled(message, one);
      const type = isThere ? ('reaction.removed' as const) : ('reaction.added' as const);
      const reaction = { userId: one.userId, emoji: one.emoji };
      const changeNumber = this.#change({ kind: type, sequenceNumber, ...reaction });
      this.messages[index] = { ...message, changeNumber, reactions };
      return { type, conversationId, changeNumber, messageId: message.id, ...reaction };
    }
    const type = one.kind === 'edit' ? ('message.updated' as const) : ('message.deleted' as const);
    const changeNumber = this.#change({ kind: type, sequenceNumber });
    const changed: Message =
      one.kind === 'edit'
        ? { ...message, changeNumber, content: `edit ${changeNumber}`, revision: message.revision + 1 }
        : { ...message, changeNumber, content: '', deleted: true, reactions: [] };
    this.messages[index] = changed;
    return { type, conversationId, changeNumber, message: changed };
  }

  /** The stores that a sync reads, each read at its own turn. */
  stores(turn: <Result>(read: () => Result) => Promise<Result>): SyncDeps {
    const { reader: userId } = this;
    return {
      conversations: {
        findFor: () => turn(() => ({ record: this.#recordNow(), membership: aMembership({ userId }) })),
      },
      changes: {
        readAfter: (_key, after, limit) =>
          turn(() => this.#changes.filter(({ changeNumber }) => changeNumber > after).slice(0, limit)),
      },
      messages: {
        read: (_key, number) => turn(() => this.messages[number - 1]),
        readMany: (_key, numbers) =>
          turn(() => this.messages.filter(({ sequenceNumber }) => numbers.includes(sequenceNumber))),
        readRange: (_key, { after = 0, limit }) =>
          turn(() => ({
            items: this.messages.slice(after, after + limit),
            hasMore: this.messages.length > after + limit,
          })),
      },
      users: { readMany: async () => [] },
      clock: { nowMs: () => 0 },
    };
  }

  #recordNow() {
    return {
      ...this.#record,
      tenantId,
      title: this.title,
      memberCount: this.memberIds.size,
      sequenceNumber: this.messages.length,
      changeNumber: this.#changes.length,
    };
  }

  #presented() {
    const { conversationId: id, type, updatedAt, memberCount, sequenceNumber, changeNumber } = this.#recordNow();
    const mine = { role: 'member' as const, lastReadSequence: 0, unreadCount: 0, lastMessage: null, muted: false };
    const title = this.title ?? '';
    return { id, type, updatedAt, memberCount, sequenceNumber, changeNumber, title, ...mine };
  }

  #change(effect: ChangeEffect): number {
    const changeNumber = this.#changes.length + 1;
    const entry = { changeNumber, actorId: this.reader, timestamp: instant, correlationId: 'c-1' };
    this.#changes.push({ ...effect, ...entry } as Change);
    return changeNumber;
  }
}
