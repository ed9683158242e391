import type { Gap, Message, PendingMessage } from '@chemchat/client';
import { createContext, use } from 'react';

/** What the rows of a conversation show and do. */
export interface ConversationView {
  readonly ownUserId: string;
  /** Whether one may delete what others wrote. */
  readonly isModerator: boolean;
  /** The message that was searched for. */
  readonly foundSequence: number | undefined;
  nameOf(userId: string): string;
  /** Where the API has somebody's picture. */
  avatarOf(userId: string): string | undefined;
  /** A message that is loaded. */
  messageOf(messageId: string): Message | undefined;
  /** Who read one's own message, in words; empty when nobody is known to have. */
  readBy(sequenceNumber: number): string;
  react(messageId: string, emoji: string, isAdded: boolean): void;
  reply(message: Message): void;
  edit(message: Message): void;
  remove(message: Message): void;
  retry(clientMessageId: string): void;
  discard(clientMessageId: string): void;
  /** Has a message that was refused be written anew. */
  takeBack(pending: PendingMessage): void;
  jumpTo(sequenceNumber: number): void;
  fillGap(gap: Gap): void;
}

/** The conversation that rows are of. */
export const ConversationViewContext = createContext<ConversationView | undefined>(undefined);

/** @throws Error outside of a conversation */
export const useConversationView = (): ConversationView => {
  const view = use(ConversationViewContext);
  if (view === undefined) throw new Error('there is no conversation here');
  return view;
};
