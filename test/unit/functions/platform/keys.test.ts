import { describe, expect, it } from '@jest/globals';
import type { ConversationKey } from '../../../../functions/domain/messages/message-log.ts';
import { conversationPartition, type ItemKey, keys, prefixes } from '../../../../functions/platform/keys.ts';
import { aConversationId, tenantId } from '../../../builders/chat.ts';

describe('the keys of a conversation', () => {
  it('have the newest change, the conversation and the head side by side, so that one query reads them', () => {
    const key = { tenantId, conversationId: aConversationId(), mediaId: 'a file' };
    const between = Object.entries(keys).flatMap(([name, make]) => {
      const { PK, SK } = (make as (one: ConversationKey, ...parts: string[]) => ItemKey)(key, 'x', 'y');
      return PK === conversationPartition(key) && SK >= prefixes.change && SK <= keys.head(key).SK ? [name] : [];
    });
    // Delivery marks are in the Live table.
    expect(between.sort()).toEqual(['change', 'conversation', 'deliveryMark', 'head']);
  });
});
