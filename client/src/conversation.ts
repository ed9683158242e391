import type { Unsubscribe } from './emitter.ts';
import type { Gap } from './message-list.ts';
import type { SentMessage } from './outbox.ts';
import type { MessageDraft, PendingMessage } from './outbox-store.ts';
import type { Observable } from './snapshot-store.ts';
import type { Conversation as ConversationInfo, Member, Message, Receipt, Typing } from './wire.ts';

/** How far a member has come. */
export type Marks = Omit<Receipt, 'userId'>;

/** A conversation as it is shown. */
export interface ConversationSnapshot {
  readonly id: string;
  /** Title, type, role, unread count; undefined until it is known. */
  readonly info: ConversationInfo | undefined;
  /** Whether it is none of the person's: it ended, or they are no member. */
  readonly isGone: boolean;
  /** By sequence number, each once, as they are now. */
  readonly messages: readonly Message[];
  /** Numbers that are missing between the messages and up to the newest one that is known of. */
  readonly gaps: readonly Gap[];
  /** Nothing is missing from the newest stretch's first message to this number. */
  readonly completeUpTo: number;
  readonly isCatchingUp: boolean;
  /** Whether there are messages below the first one. */
  readonly hasOlder: boolean;
  readonly pending: readonly PendingMessage[];
  /** Others who are writing. */
  readonly typing: readonly Typing[];
  /** By user id. */
  readonly receipts: Readonly<Record<string, Marks>>;
  /** After `loadMembers`, and live from then on. */
  readonly members: readonly Member[] | undefined;
}

/** How a call is made. */
export interface ConversationCallOptions {
  readonly signal?: AbortSignal;
}

/** One conversation, live while it is open. */
export interface Conversation extends Observable<ConversationSnapshot> {
  readonly id: string;
  /**
   * Follows it, and loads its newest page. Resolves when it is complete up to its newest message, over HTTP while
   * nothing is connected; without an answer, when there is one.
   *
   * @throws ChatError NOT_FOUND the person is no member
   */
  open(): Promise<void>;
  /** Follows it no more; what was loaded stays. Signing out closes it for good: `open` and `send` then throw. */
  close(): void;
  /**
   * Loads the page below the first message; once, however often it is asked meanwhile without a signal. Whether there is
   * more.
   */
  loadOlder(options?: ConversationCallOptions): Promise<boolean>;
  /** Loads a page around a message, of which a search told. */
  loadAround(sequenceNumber: number, options?: ConversationCallOptions): Promise<void>;
  /** Loads a page into a gap, from its upper end. */
  fillGap(gap: Gap, options?: ConversationCallOptions): Promise<void>;
  loadMembers(options?: ConversationCallOptions): Promise<readonly Member[]>;
  /** Each new message once, in order, from now on; while it is open. */
  incoming(options?: ConversationCallOptions): AsyncIterable<Message>;
  onMessage(listener: (message: Message) => void): Unsubscribe;
  /** Shows it at once as pending, and sends it until it is acknowledged or refused for good. */
  send(draft: MessageDraft): SentMessage;
  /** Tries a refused message once more. */
  retry(clientMessageId: string): Promise<void>;
  /** Throws a message away that was not acknowledged. One that is on its way may be committed all the same. */
  discard(clientMessageId: string): Promise<void>;
  /** @throws ChatError STALE_REVISION, with `current`: it is not at `baseRevision` any more */
  edit(
    messageId: string,
    content: string,
    options?: ConversationCallOptions & { readonly baseRevision?: number; readonly mentions?: readonly string[] },
  ): Promise<Message>;
  remove(messageId: string, options?: ConversationCallOptions): Promise<void>;
  react(messageId: string, emoji: string, options?: ConversationCallOptions): Promise<Message>;
  unreact(messageId: string, emoji: string, options?: ConversationCallOptions): Promise<Message>;
  /** Marks as read, up to what is complete where no number is given. Told at most once a second, and only forward. */
  markRead(sequenceNumber?: number): void;
  /** Counts it no more among what is unread, until then or for good; `unmute` takes it back. */
  mute(options?: ConversationCallOptions & { readonly until?: string }): Promise<void>;
  unmute(options?: ConversationCallOptions): Promise<void>;
  /** The person pressed a key: the others see it, until some seconds after the last call. */
  typing(): void;
  stopTyping(): void;
}
