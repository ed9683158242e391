import type { ConversationKey } from '../messages/message-log.ts';

/** What is found by search at this moment, for comparing it with the table. */
export interface IndexedMessages {
  /**
   * The revisions that are found of these messages, by their numbers; 100 at most.
   *
   * @throws Unavailable the index does not answer
   */
  revisionsOf(key: ConversationKey, numbers: readonly number[]): Promise<ReadonlyMap<number, number>>;
  /**
   * Under how many names the conversation is found.
   *
   * @throws Unavailable the index does not answer
   */
  countNames(key: ConversationKey): Promise<number>;
}
