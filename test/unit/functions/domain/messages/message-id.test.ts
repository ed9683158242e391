import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ConversationId } from '../../../../../functions/contract/identifiers.ts';
import { messageIdOf, positionOf } from '../../../../../functions/domain/messages/message-id.ts';

describe('a message id', () => {
  it('gives back the position it was made of', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.integer({ min: 1, max: 2 ** 48 - 1 }), (uuid, sequenceNumber) => {
        const position = { conversationId: uuid as ConversationId, sequenceNumber };
        expect(positionOf(messageIdOf(position))).toEqual(position);
      }),
    );
  });

  it('is no position for any other text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/^[A-Za-z0-9_-]{30}$/.test(text));
        expect(positionOf(text)).toBeUndefined();
      }),
    );
  });
});
