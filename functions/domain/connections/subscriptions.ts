import type { ConversationKey } from '../messages/message-log.ts';
import type { Connection } from './connections.ts';

/** Connections that follow what is ephemeral in a conversation, and in a large one its messages. */
export interface Subscriptions {
  /** Follows for as long as a connection can last; again changes nothing. */
  add(key: ConversationKey, connection: Connection): Promise<void>;
  remove(key: ConversationKey, connectionId: string): Promise<void>;
  /** Those who follow; some of them may be gone. */
  list(key: ConversationKey): Promise<readonly Connection[]>;
}
