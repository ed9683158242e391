import type { ConversationId, MessageId } from '../../contract/identifiers.ts';

const uuidBytes = 16;
const sequenceBytes = 6;

/** Where a message stands. */
export interface MessagePosition {
  readonly conversationId: ConversationId;
  readonly sequenceNumber: number;
}

/**
 * The id of the message at a position: the conversation's UUID and the sequence number in 22 bytes, base64url.
 * So a message is found by its id without an index.
 */
export const messageIdOf = ({ conversationId, sequenceNumber }: MessagePosition): MessageId => {
  const bytes = Buffer.alloc(uuidBytes + sequenceBytes);
  bytes.write(conversationId.replaceAll('-', ''), 0, 'hex');
  bytes.writeUIntBE(sequenceNumber, uuidBytes, sequenceBytes);
  return bytes.toString('base64url') as MessageId;
};

/** The position that an id encodes, or undefined for text that is no message's id. */
export const positionOf = (messageId: string): MessagePosition | undefined => {
  const bytes = Buffer.from(messageId, 'base64url');
  if (bytes.length !== uuidBytes + sequenceBytes || bytes.toString('base64url') !== messageId) return undefined;
  const hex = bytes.toString('hex', 0, uuidBytes);
  const conversationId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') as ConversationId;
  return { conversationId, sequenceNumber: bytes.readUIntBE(uuidBytes, sequenceBytes) };
};
