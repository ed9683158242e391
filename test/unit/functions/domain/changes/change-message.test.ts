import { describe, expect, it } from '@jest/globals';
import { maxReactionsBytes } from '../../../../../functions/contract/messages.ts';
import { utf8Bytes } from '../../../../../functions/contract/text.ts';
import type { ConversationState } from '../../../../../functions/domain/changes/change-line.ts';
import { react } from '../../../../../functions/domain/changes/change-message.ts';
import { aCaller, aConversation, aMembership, aMessage, anOrigin, instant } from '../../../../builders/chat.ts';

describe('reactions', () => {
  it('are taken until they fill what a frame has room for, and can be taken back then', async () => {
    const caller = aCaller();
    const actor = aMembership({ userId: caller.userId });
    let message = aMessage();
    const deps = {
      changes: {
        readState: async (): Promise<ConversationState> => ({ conversation: aConversation(), actor, message }),
        commit: async () => ({ outcome: 'committed' as const }),
      },
      takeToken: async () => undefined,
      clock: { nowMs: () => Date.parse(instant) },
    };
    const change = async (emoji: string, reaction: 'added' | 'removed') => {
      message = (await react(deps, { caller, messageId: message.id, origin: anOrigin(), emoji, reaction })).result;
    };
    const emojis = Array.from({ length: 100 }, (_, index) => String(index).padEnd(64, 'x'));
    const fill = async () => {
      for (const emoji of emojis) await change(emoji, 'added');
    };
    await expect(fill()).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' });
    const full = utf8Bytes(JSON.stringify(message.reactions));
    expect(full).toBeLessThanOrEqual(maxReactionsBytes);
    expect(full).toBeGreaterThan(maxReactionsBytes - 200);
    await change(emojis[0] as string, 'removed');
    await change('👍', 'added');
  });
});
