import type { UserId } from '../../contract/identifiers.ts';
import type { ConversationKey } from '../messages/message-log.ts';

/** Whose marks have moved since a conversation's members were last told: by person, what moved them. */
export type Untold = ReadonlyMap<UserId, ReadonlySet<string>>;

/** What stands for the connection where a mark was moved over HTTP. */
export const overHttp = 'http';

/** The people of whose progress a conversation's members are still to be told. */
export interface UntoldReceipts {
  /**
   * Notes that a person's mark moved, and by which connection, or `overHttp`. True where nobody is about to tell, so
   * that the caller has to see to it: it is the first, or whoever saw to it before never came to it.
   */
  note(key: ConversationKey, userId: UserId, movedBy: string): Promise<boolean>;
  /** Takes all that was noted away; whoever is noted from then on is the first again. */
  take(key: ConversationKey): Promise<Untold>;
}

/** Where telling is put off to. */
export interface ReceiptQueue {
  /** Has the conversation's receipts told in about a second, at least once. */
  put(key: ConversationKey): Promise<void>;
}
