import type { ConversationKey } from '../messages/message-log.ts';

/** Which messages have reached every connection that was there. */
export interface DeliveryMarks {
  put(key: ConversationKey, sequenceNumber: number): Promise<void>;
  has(key: ConversationKey, sequenceNumber: number): Promise<boolean>;
}
