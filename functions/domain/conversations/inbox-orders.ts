import type { ConversationId } from '../../contract/identifiers.ts';
import type { Caller } from '../caller.ts';

/** What comes after the first page of an inbox, in the order of that moment. */
export interface InboxOrder {
  /** Which first page it comes after. */
  readonly orderId: string;
  readonly conversationIds: readonly ConversationId[];
}

/** The order that a person's inbox had when it was last read from its beginning, kept for a while. */
export interface InboxOrders {
  /** Keeps it, in place of an earlier one. */
  put(caller: Caller, order: InboxOrder): Promise<void>;
  /** Undefined: it was not kept, is over, or was kept for another first page since. */
  find(caller: Caller, orderId: string): Promise<readonly ConversationId[] | undefined>;
}
