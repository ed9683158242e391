import type { UserId } from '../../contract/identifiers.ts';
import type { ConversationKey } from '../messages/message-log.ts';
import type { Connection } from './connections.ts';

/**
 * How many partitions hold a large channel's subscriptions: partition 0 is the conversation's own, where those of all
 * other conversations are, and those made before a channel grew large; the rest are spread by person.
 */
export const subscriptionPartitions = 17;

/** One that is to be made. */
export interface NewSubscription {
  readonly key: ConversationKey;
  readonly connection: Connection;
  /** The conversation's, read no later than the membership: a removal after it ends the subscription. */
  readonly changeNumber: number;
  /** Whether it goes where the many of a large channel are. */
  readonly isOfLargeChannel: boolean;
}

/** Where members begin to follow. */
export interface Joins {
  /** Follows for as long as a connection can last; again changes nothing. Nothing is written for who is no member. */
  add(subscription: NewSubscription): Promise<'added' | 'not-a-member'>;
}

/**
 * Connections that follow what is ephemeral in a conversation, and in a large channel its messages. All of them are
 * members' own: one is made only while the membership is there, and a removal ends those of the person.
 */
export interface Subscriptions {
  remove(key: ConversationKey, connection: Pick<Connection, 'userId' | 'connectionId'>): Promise<void>;
  /** Ends all that a person made before a change. */
  removeAllOf(key: ConversationKey, userId: UserId, beforeChange: number): Promise<void>;
  /** Notes a connection's new end; one that was removed stays so. */
  renew(key: ConversationKey, connection: Connection): Promise<void>;
  /** Those in a partition, as their connections were then; some of them may be gone. */
  list(key: ConversationKey, partition: number): Promise<readonly Connection[]>;
}
