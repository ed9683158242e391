import type { Api } from './api.ts';
import { createdMessage } from './created-message.ts';
import { ChatError } from './errors.ts';
import { type Observable, SnapshotStore } from './snapshot-store.ts';
import type { Conversation, Message, ServerEvent } from './wire.ts';

/** The person's conversations, as they are shown. */
export interface InboxSnapshot {
  /** Newest activity first. */
  readonly conversations: readonly Conversation[];
  /** Unread messages of all conversations that are not muted. */
  readonly unreadTotal: number;
  /** Whether the list was read; until then it holds what events told of. */
  readonly isLoaded: boolean;
}

/** The person's conversations, kept live. */
export interface Inbox extends Observable<InboxSnapshot> {
  /** Reads the list; connecting does so, too. @throws ChatError */
  load(): Promise<void>;
}

const pageLimit = 100;

const newer = (one: Message | null, other: Message | null): Message | null => {
  if (!one || !other) return one ?? other;
  if (one.sequenceNumber !== other.sequenceNumber) return one.sequenceNumber > other.sequenceNumber ? one : other;
  return (one.changeNumber ?? 0) >= (other.changeNumber ?? 0) ? one : other;
};

/** Two looks at a conversation as one: each line as far as either has it. Unread is head less mark, so it cannot drift. */
const merged = (known: Conversation | undefined, told: Conversation): Conversation => {
  if (!known) return told;
  const described = told.changeNumber >= known.changeNumber ? told : known;
  const sequenceNumber = Math.max(known.sequenceNumber, told.sequenceNumber);
  const lastReadSequence = Math.max(known.lastReadSequence, told.lastReadSequence);
  return {
    ...described,
    sequenceNumber,
    lastReadSequence,
    unreadCount: Math.max(0, sequenceNumber - lastReadSequence),
    lastMessage: newer(told.lastMessage, known.lastMessage),
    updatedAt: [known.updatedAt, told.updatedAt].toSorted().at(-1) ?? told.updatedAt,
  };
};

/** The inbox, and what the client writes into it. */
export class DefaultInbox extends SnapshotStore<InboxSnapshot> implements Inbox {
  readonly #api: Api;
  readonly #userId: () => string | undefined;
  readonly #known: Map<string, Conversation>;
  readonly #asked = new Set<string>();
  /** What was told of while the list was being read: newer than the list may be. */
  #told = new Set<string>();
  #isLoaded = false;

  constructor(api: Api, userId: () => string | undefined) {
    const known = new Map<string, Conversation>();
    super(() => {
      const conversations = [...known.values()].sort((one, other) => (one.updatedAt < other.updatedAt ? 1 : -1));
      const unread = conversations.filter(({ muted }) => !muted).map(({ unreadCount }) => unreadCount);
      return { conversations, unreadTotal: unread.reduce((sum, count) => sum + count, 0), isLoaded: this.#isLoaded };
    });
    this.#known = known;
    this.#api = api;
    this.#userId = userId;
  }

  get(conversationId: string): Conversation | undefined {
    return this.#known.get(conversationId);
  }

  async load(): Promise<void> {
    const userId = this.#userId();
    this.#told = new Set();
    const listed = new Set<string>();
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await this.#api.listConversations({ limit: pageLimit, ...(cursor && { cursor }) });
      if (this.#userId() !== userId) return;
      for (const conversation of page.items) {
        listed.add(conversation.id);
        this.learn(conversation);
      }
      cursor = page.nextCursor;
    }
    for (const id of this.#known.keys()) if (!listed.has(id) && !this.#told.has(id)) this.#known.delete(id);
    this.#isLoaded = true;
    this.changed();
  }

  /** Takes a conversation as it was read. */
  learn(conversation: Conversation): void {
    this.#known.set(conversation.id, merged(this.#known.get(conversation.id), conversation));
    this.changed();
  }

  /** Takes a mark of one's own, from this device or another. */
  markRead(conversationId: string, sequenceNumber: number): void {
    const known = this.#known.get(conversationId);
    if (known) this.learn({ ...known, lastReadSequence: sequenceNumber });
  }

  /** Takes whether the person muted a conversation, on this device. */
  learnMuted(conversationId: string, muted: boolean): void {
    const known = this.#known.get(conversationId);
    if (known) this.learn({ ...known, muted });
  }

  /** Takes a message that is there, as it is now. */
  learnMessage(message: Message): void {
    const { conversationId, sequenceNumber, timestamp: updatedAt } = message;
    this.#told.add(conversationId);
    const known = this.#known.get(conversationId);
    if (!known) {
      void this.#ask(conversationId);
      return;
    }
    const isOwn = message.senderId === this.#userId();
    const lastReadSequence = isOwn ? sequenceNumber : known.lastReadSequence;
    this.learn({ ...known, sequenceNumber, lastReadSequence, lastMessage: message, updatedAt });
  }

  receive(event: ServerEvent): void {
    if (event.type === 'message.created') this.learnMessage(createdMessage(event));
    else if (event.type === 'message.updated' || event.type === 'message.deleted') {
      this.#relearnLast(event.message);
    } else if (event.type === 'receipt.updated') {
      if (event.userId === this.#userId()) this.markRead(event.conversationId, event.lastReadSequence);
    } else if (event.type === 'conversation.created' || event.type === 'conversation.updated') {
      this.#told.add(event.conversation.id);
      this.learn(event.conversation);
    } else if (event.type === 'conversation.deleted') this.#remove(event.conversationId);
    else if (event.type === 'member.joined' || event.type === 'member.left') this.#memberChanged(event);
  }

  clear(): void {
    this.#known.clear();
    this.#isLoaded = false;
    this.changed();
  }

  #relearnLast(message: Message): void {
    const known = this.#known.get(message.conversationId);
    if (known?.lastMessage?.id === message.id) this.learn({ ...known, lastMessage: message });
  }

  #memberChanged({ type, conversationId, userId, changeNumber }: Extract<ServerEvent, { role: unknown }>): void {
    const known = this.#known.get(conversationId);
    if (userId === this.#userId() && type === 'member.left') {
      if (known && changeNumber > known.changeNumber) this.#remove(conversationId);
    } else if (!known || changeNumber > known.changeNumber) {
      this.#told.add(conversationId);
      void this.#ask(conversationId);
    }
  }

  #remove(conversationId: string): void {
    if (this.#known.delete(conversationId)) this.changed();
  }

  /** Reads a conversation that was told of, and is not known, or not as it is now. */
  async #ask(conversationId: string): Promise<void> {
    if (this.#asked.has(conversationId)) return;
    this.#asked.add(conversationId);
    try {
      this.learn(await this.#api.getConversation(conversationId));
    } catch (error) {
      // Not a member any more, or no answer: the list is read anew with the next connection.
      if (!(error instanceof ChatError)) throw error;
    } finally {
      this.#asked.delete(conversationId);
    }
  }
}
