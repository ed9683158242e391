import type { ConversationKey } from '../messages/message-log.ts';

/** Which notices have reached every connection that was there. */
export interface DeliveryMarks {
  put(key: ConversationKey, notice: string): Promise<void>;
  has(key: ConversationKey, notice: string): Promise<boolean>;
  /** Those among the notices that have. */
  among(key: ConversationKey, notices: readonly string[]): Promise<ReadonlySet<string>>;
  /** The marks of a notice's parts, whose names are its own, a space and more. */
  ofParts(key: ConversationKey, notice: string): Promise<ReadonlySet<string>>;
}
