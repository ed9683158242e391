import type { UserId } from '../../contract/identifiers.ts';
import type { Typing } from '../../contract/presence.ts';
import type { ConversationKey } from '../messages/message-log.ts';

/** Who is writing, for a few seconds at a time; never stored durably. */
export interface TypingStates {
  /** Starts or, near its end, renews; false where it goes on anyway and nobody has to be told. */
  start(key: ConversationKey, typing: Typing): Promise<boolean>;
  /** Ends it; false where it had ended already. */
  stop(key: ConversationKey, userId: UserId): Promise<boolean>;
  /** Who is writing now; who said so last comes first. */
  list(key: ConversationKey): Promise<Typing[]>;
}
