import type { Conversation, Media, Message, SendMessage, ServerEvent, SyncPage } from '../../../../client/src/wire.ts';

const pageLimit = 20;
const noReactions: Message['reactions'] = [];

/** An error as the API tells it. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, code: string, retryAfterSeconds?: number) {
    super(`cannot do it; ${code}`);
    this.status = status;
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** One conversation of the contract, in memory: two lines without a gap. */
export class FakeChat {
  readonly id: string;
  readonly memberIds: readonly string[];
  readonly messages: Message[] = [];
  readonly changes: { readonly number: number; readonly messageNumber: number }[] = [];
  readonly #sent = new Map<string, number>();
  readonly #marks = new Map<string, number>();
  readonly #now: () => number;
  readonly #tell: (event: ServerEvent) => void;

  constructor(id: string, memberIds: readonly string[], now: () => number, tell: (event: ServerEvent) => void) {
    this.id = id;
    this.memberIds = memberIds;
    this.#now = now;
    this.#tell = tell;
  }

  get head() {
    return { sequenceNumber: this.messages.length, changeNumber: this.changes.length };
  }

  send(
    senderId: string,
    { content, clientMessageId = '' }: SendMessage,
    attachments: readonly Media[] = [],
  ): { message: Message; duplicate?: true } {
    const key = `${senderId} ${clientMessageId}`;
    const before = this.#sent.get(key);
    if (before !== undefined) return { message: this.#at(before), duplicate: true };
    const sequenceNumber = this.messages.length + 1;
    const message: Message = {
      id: `m${sequenceNumber}`,
      conversationId: this.id,
      senderId,
      clientMessageId,
      messageType: 'text',
      content,
      sequenceNumber,
      timestamp: new Date(this.#now()).toISOString(),
      revision: 1,
      reactions: noReactions,
      attachments,
    };
    this.messages.push(message);
    this.#sent.set(key, sequenceNumber);
    this.#marks.set(senderId, sequenceNumber);
    const { revision, reactions, ...created } = message;
    this.#tell({ type: 'message.created', ...created });
    return { message };
  }

  edit(messageId: string, content: string): Message {
    return this.#change(messageId, (message, changeNumber) => {
      const changed = { ...message, content, revision: message.revision + 1, changeNumber };
      return [changed, { type: 'message.updated', conversationId: this.id, changeNumber, message: changed }];
    });
  }

  react(userId: string, messageId: string, emoji: string): Message {
    return this.#change(messageId, (message, changeNumber) => {
      const others = message.reactions.filter((one) => one.emoji !== emoji);
      const before = message.reactions.find((one) => one.emoji === emoji)?.userIds ?? [];
      const userIds = [...before.filter((id) => id !== userId), userId];
      const reaction = { conversationId: this.id, changeNumber, messageId, userId, emoji };
      const changed = { ...message, changeNumber, reactions: [...others, { emoji, userIds }] };
      return [changed, { type: 'reaction.added', ...reaction }];
    });
  }

  read(userId: string, sequenceNumber: number): number {
    const mark = Math.max(sequenceNumber, this.#marks.get(userId) ?? 0);
    this.#marks.set(userId, mark);
    return mark;
  }

  list(bounds: { before?: number; after?: number; limit: number }): { items: Message[]; hasMore: boolean } {
    const { before = Number.POSITIVE_INFINITY, after, limit } = bounds;
    const within = this.messages.filter((one) => one.sequenceNumber < before && one.sequenceNumber > (after ?? 0));
    const items = after === undefined ? within.slice(-limit) : within.slice(0, limit);
    return { items, hasMore: items.length < within.length };
  }

  sync({ afterSequence, afterChange }: SyncPage['next'], limit = pageLimit): SyncPage {
    const { head } = this;
    if (afterSequence > head.sequenceNumber || afterChange > head.changeNumber)
      throw new Refusal(400, 'VALIDATION_FAILED');
    const messages = this.messages.slice(afterSequence, afterSequence + limit);
    const changes = this.changes.slice(afterChange, afterChange + limit);
    const below = [...new Set(changes.map(({ messageNumber }) => messageNumber))].filter((one) => one <= afterSequence);
    const next = { afterSequence: afterSequence + messages.length, afterChange: afterChange + changes.length };
    const complete = next.afterSequence === head.sequenceNumber && next.afterChange === head.changeNumber;
    return { messages, changed: below.map((number) => this.#at(number)), head, next, complete };
  }

  asSeenBy(userId: string): Conversation {
    const lastReadSequence = this.#marks.get(userId) ?? 0;
    const lastMessage = this.messages.at(-1) ?? null;
    return {
      ...this.head,
      id: this.id,
      type: 'group',
      title: 'Lab',
      memberCount: this.memberIds.length,
      role: 'member',
      lastReadSequence,
      unreadCount: this.messages.length - lastReadSequence,
      lastMessage,
      updatedAt: lastMessage?.timestamp ?? new Date(0).toISOString(),
      muted: false,
    };
  }

  #at(sequenceNumber: number): Message {
    const message = this.messages[sequenceNumber - 1];
    if (!message) throw new Refusal(404, 'NOT_FOUND');
    return message;
  }

  #change(messageId: string, make: (message: Message, changeNumber: number) => [Message, ServerEvent]): Message {
    const before = this.#at(Number(messageId.slice(1)));
    const [changed, event] = make(before, this.changes.length + 1);
    this.messages[before.sequenceNumber - 1] = changed;
    this.changes.push({ number: this.changes.length + 1, messageNumber: before.sequenceNumber });
    this.#tell(event);
    return changed;
  }
}
