import type { Conversation, ConversationType, Role } from '../../functions/contract/conversations.ts';
import type { ConversationId, MessageId, UserId } from '../../functions/contract/identifiers.ts';
import type { Message } from '../../functions/contract/messages.ts';
import type { Marks } from '../../functions/domain/conversations/memberships.ts';
import type { Cursor, SyncPage } from '../../functions/domain/sync/sync-conversation.ts';

/** What came of a request: its answer, the code it was refused with, or nothing at all. */
export type Answer<Result> =
  | { readonly answer: 'done'; readonly result: Result }
  | { readonly answer: 'refused'; readonly code: string; readonly error: Error }
  | { readonly answer: 'none' };

/** In which conversation, and whether over the socket, where there is one, or over HTTP. */
export interface Request {
  readonly conversationId: ConversationId;
  readonly isOverSocket: boolean;
}

/** A conversation that somebody asks for; `asked` is told apart from all others by this name, in its metadata. */
export interface AskedConversation {
  readonly asked: string;
  readonly type: ConversationType;
  readonly memberIds: readonly UserId[];
}

/** An acknowledged message, and whether it had been there before. */
export interface Acknowledged {
  readonly outcome: 'created' | 'duplicate';
  readonly message: Message;
}

/**
 * The way of one device to ChemChat, as far as a history goes it. Each call is one try: repeating what got no answer
 * is the client's.
 */
export interface Server {
  /** Whether there is a socket that nothing is known to be wrong with. */
  readonly isConnected: boolean;
  /** Now, on a clock that all clients of a history share. */
  now(): number;
  /** Connects anew, until it succeeds; what was there before is dropped without a word. */
  connect(): Promise<void>;
  /** Closes the socket in good order. */
  disconnect(): Promise<void>;
  /** Loses the socket: closed, so that the server may learn of it, or dead, so that what it sends vanishes. */
  drop(state: 'closed' | 'dead'): void;

  start(conversation: AskedConversation): Promise<Answer<Conversation>>;
  list(): Promise<Answer<readonly Conversation[]>>;
  sync(request: Request, cursor: Cursor, limit: number): Promise<Answer<SyncPage>>;
  members(conversationId: ConversationId): Promise<Answer<readonly UserId[]>>;

  send(request: Request, clientMessageId: string, content: string): Promise<Answer<Acknowledged>>;
  edit(request: Request, messageId: MessageId, content: string): Promise<Answer<Message>>;
  /** The tombstone, where the answer has it. */
  remove(request: Request, messageId: MessageId): Promise<Answer<Message | undefined>>;
  react(
    request: Request,
    messageId: MessageId,
    reaction: { readonly emoji: string; readonly reaction: 'added' | 'removed' },
  ): Promise<Answer<Message>>;
  /** Where the mark is now. */
  mark(request: Request, sequenceNumber: number, which: 'read' | 'delivered'): Promise<Answer<number>>;
  receipts(conversationId: ConversationId): Promise<Answer<readonly ({ readonly userId: UserId } & Marks)[]>>;

  rename(conversationId: ConversationId, title: string): Promise<Answer<unknown>>;
  add(conversationId: ConversationId, userId: UserId): Promise<Answer<unknown>>;
  /** Removes somebody, or lets oneself leave. */
  expel(conversationId: ConversationId, userId: UserId): Promise<Answer<unknown>>;
  giveRole(conversationId: ConversationId, userId: UserId, role: Role): Promise<Answer<unknown>>;
  end(conversationId: ConversationId): Promise<Answer<unknown>>;
}
