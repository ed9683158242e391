import { describe, expect, it } from '@jest/globals';
import type { Conversation } from '../../../../../functions/contract/conversations.ts';
import type { MediaId } from '../../../../../functions/contract/identifiers.ts';
import type { Media } from '../../../../../functions/contract/media.ts';
import { utf8Bytes } from '../../../../../functions/contract/text.ts';
import { maxFrameBytes } from '../../../../../functions/contract/websocket-actions.ts';
import { presentMedia } from '../../../../../functions/domain/media/present-media.ts';
import { fitConversation, fitFrame, reactionsBytesOf } from '../../../../../functions/domain/messages/fit-frame.ts';
import { aConversation, aFile, aMessage, aUserId } from '../../../../builders/chat.ts';

const rendition = { name: 'thumbnail.webp', contentType: 'image/webp', width: 1024, height: 2048, size: 1_000_000 };
const photos: Media[] = Array.from({ length: 10 }, (_, index) => ({
  ...presentMedia(aFile({ kind: 'image', fileName: 'x'.repeat(255), renditions: Array(6).fill(rendition) })),
  id: `019a9f61-6d2c-7b1e-a3c4-5d0c2f9b8e${index + 10}` as MediaId,
  placeholder: 'IPgBBQBuEMeaSCem9uH46VH4dEgI',
}));

describe('a message', () => {
  it('shows all of its files where they fit', () => {
    const message = aMessage({ content: 'look', attachments: photos });
    expect(fitFrame(message)).toBe(message);
  });

  it('fits a frame with as much of everything as there may be', () => {
    const message = aMessage({
      content: '"'.repeat(8192),
      mentions: Array.from({ length: 50 }, aUserId),
      metadata: { x: 'x'.repeat(4080) },
      attachments: photos,
    });
    const reactions = [{ emoji: '👍', userIds: [] as ReturnType<typeof aUserId>[] }];
    while (utf8Bytes(JSON.stringify(reactions)) + 40 <= reactionsBytesOf(message))
      reactions[0]?.userIds.push(aUserId());
    const frame = { type: 'ack', requestId: 'r'.repeat(128), message: fitFrame({ ...message, reactions }) };
    expect(utf8Bytes(JSON.stringify(frame))).toBeLessThan(maxFrameBytes);
    expect(frame.message.attachments.map(({ id }) => id)).toEqual(photos.map(({ id }) => id));
    expect(frame.message.attachments[0]).toMatchObject({ status: 'ready', renditions: [] });
  });
});

describe('a conversation', () => {
  it('fits a frame with the largest last message, and shows all of one that lets it', () => {
    const conversation: Conversation = {
      id: aConversation().conversationId,
      type: 'group',
      title: '"'.repeat(256),
      memberCount: 1000,
      role: 'member',
      sequenceNumber: 1,
      changeNumber: 1,
      lastReadSequence: 0,
      unreadCount: 1,
      updatedAt: '2026-11-23T12:00:00.000Z',
      muted: false,
      metadata: { x: 'x'.repeat(4080) },
      lastMessage: aMessage({
        content: '"'.repeat(8192),
        mentions: Array.from({ length: 50 }, aUserId),
        metadata: { x: 'x'.repeat(4080) },
        reactions: [{ emoji: '👍', userIds: Array.from({ length: 200 }, aUserId) }],
      }),
    };
    const event = { type: 'conversation.updated', changeNumber: 1, conversation: fitConversation(conversation) };
    expect(utf8Bytes(JSON.stringify(conversation))).toBeGreaterThan(maxFrameBytes);
    expect(utf8Bytes(JSON.stringify(event))).toBeLessThan(maxFrameBytes);
    expect(event.conversation.lastMessage?.content).toBe(conversation.lastMessage?.content);

    const small = { ...conversation, metadata: undefined, lastMessage: aMessage({ attachments: photos }) };
    expect(fitConversation(small)).toBe(small);
  });
});
