import { describe, expect, it } from '@jest/globals';
import { Emoji, maxReactionsBytes, messageLimits, SendMessageBody } from '../../../../functions/contract/messages.ts';
import type { ServerEvent } from '../../../../functions/contract/server-events.ts';
import { utf8Bytes } from '../../../../functions/contract/text.ts';
import { maxFrameBytes } from '../../../../functions/contract/websocket-actions.ts';
import { messageIdOf } from '../../../../functions/domain/messages/message-id.ts';
import { aConversationId, aMessage, aUserId, instant } from '../../../builders/chat.ts';

describe('the largest message', () => {
  it('fits a frame with its metadata, its mentions and as many reactions as there may be', () => {
    const draft = {
      // What JSON writes longest of what is allowed.
      content: '"'.repeat(messageLimits.contentBytes),
      clientMessageId: '\u0001'.repeat(messageLimits.clientMessageIdCharacters),
      messageType: 'x'.repeat(64),
      replyTo: messageIdOf({ conversationId: aConversationId(), sequenceNumber: 2 ** 48 - 1 }),
      mentions: Array.from({ length: messageLimits.mentions }, aUserId),
      metadata: { filled: 'x'.repeat(4096 - '{"filled":""}'.length) },
    };
    expect(SendMessageBody.safeParse(draft).error).toBeUndefined();
    const message = {
      ...aMessage({ sequenceNumber: 2 ** 48 - 1 }),
      ...draft,
      revision: Number.MAX_SAFE_INTEGER,
      changeNumber: Number.MAX_SAFE_INTEGER,
      editedAt: instant,
    };
    const { conversationId, changeNumber } = message;
    const updated = { type: 'message.updated', conversationId, changeNumber, message } as ServerEvent;
    expect(utf8Bytes(JSON.stringify(updated)) + maxReactionsBytes).toBeLessThanOrEqual(maxFrameBytes);
  });
});

describe('an emoji', () => {
  it('is nothing that the path which takes it back could not name', () => {
    for (const emoji of ['/', 'a/b', '../x', '☝️/', '.', '..']) expect(Emoji.safeParse(emoji).success).toBe(false);
    for (const emoji of ['👍', '☝️', '🏳️‍🌈', '#️⃣', '+1', 'a.b', '...', '%2F']) expect(Emoji.parse(emoji)).toBe(emoji);
  });
});
