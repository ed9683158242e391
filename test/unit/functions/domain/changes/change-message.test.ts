import { describe, expect, it } from '@jest/globals';
import { maxReactionsBytes } from '../../../../../functions/contract/messages.ts';
import { utf8Bytes } from '../../../../../functions/contract/text.ts';
import type { Caller } from '../../../../../functions/domain/caller.ts';
import type { ConversationState } from '../../../../../functions/domain/changes/change-line.ts';
import { react } from '../../../../../functions/domain/changes/change-message.ts';
import { aCaller, aConversation, aMembership, aMessage, anOrigin, instant } from '../../../../builders/chat.ts';

/** A message that people react to. */
const aTarget = () => {
  let message = aMessage();
  const change = async (caller: Caller, emoji: string, reaction: 'added' | 'removed' = 'added') => {
    const actor = aMembership({ userId: caller.userId });
    const deps = {
      changes: {
        readState: async (): Promise<ConversationState> => ({ conversation: aConversation(), actor, message }),
        commit: async () => ({ outcome: 'committed' as const }),
      },
      takeToken: async () => undefined,
      clock: { nowMs: () => Date.parse(instant) },
    };
    message = (await react(deps, { caller, messageId: message.id, origin: anOrigin(), emoji, reaction })).result;
  };
  return { reactions: () => message.reactions, react: change };
};

describe('reactions', () => {
  it('are taken until they fill what a frame has room for, and can be taken back then', async () => {
    const target = aTarget();
    const people = Array.from({ length: 100 }, () => aCaller());
    const emojiOf = (index: number) => String(index).padEnd(64, 'x');
    const fill = async () => {
      for (const [index, person] of people.entries()) await target.react(person, emojiOf(index));
    };
    await expect(fill()).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' });
    const full = utf8Bytes(JSON.stringify(target.reactions()));
    expect(full).toBeLessThanOrEqual(maxReactionsBytes);
    expect(full).toBeGreaterThan(maxReactionsBytes - 200);
    await target.react(people[0] as Caller, emojiOf(0), 'removed');
    await target.react(people[0] as Caller, '👍');
  });

  it('are twenty of one person at most, so that there is room for those of others', async () => {
    const target = aTarget();
    const [ada, bob] = [aCaller(), aCaller()];
    for (let index = 0; index < 20; index += 1) await target.react(ada, String(index).padEnd(64, 'x'));
    await expect(target.react(ada, '👍')).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' });
    await target.react(bob, '👍');
    await target.react(bob, '0'.padEnd(64, 'x'));
    await target.react(ada, '0'.padEnd(64, 'x'), 'removed');
    await target.react(ada, '👍');
    expect(target.reactions().find(({ emoji }) => emoji === '👍')?.userIds).toEqual([bob.userId, ada.userId]);
  });
});
