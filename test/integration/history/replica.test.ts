import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Message } from '../../../functions/contract/messages.ts';
import type { ServerEvent } from '../../../functions/contract/server-events.ts';
import { messageCreated } from '../../../functions/domain/delivery/notices.ts';
import { aConversationId, aMessage, aUserId } from '../../builders/chat.ts';
import { canonical } from './canonical.ts';
import { Replica } from './replica.ts';

const conversationId = aConversationId();
const userIds = [aUserId(), aUserId(), aUserId()] as const;

/** What happens to a conversation: a message, or a change of one of the messages so far. */
const happening = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('message' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('edit' as const, 'delete' as const), at: fc.nat() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('reaction' as const),
      at: fc.nat(),
      userId: fc.constantFrom(...userIds),
      emoji: fc.constantFrom('👍', '❤️'),
    }),
  },
);
type Happening = typeof happening extends fc.Arbitrary<infer One> ? One : never;

/** The message with the reaction added, or taken back where it was there. */
const toggled = (message: Message, { emoji, userId }: { emoji: string; userId: (typeof userIds)[number] }) => {
  const before = message.reactions.find((one) => one.emoji === emoji)?.userIds ?? [];
  const isThere = before.includes(userId);
  const after = { emoji, userIds: isThere ? before.filter((one) => one !== userId) : [...before, userId] };
  const reactions = message.reactions.some((one) => one.emoji === emoji)
    ? message.reactions.map((one) => (one.emoji === emoji ? after : one))
    : [...message.reactions, after];
  return { isThere, reactions: reactions.filter((one) => one.userIds.length > 0) };
};

/** The messages as a server keeps them through all this, and the frames that it sends. */
const served = (happenings: readonly Happening[]): { messages: Message[]; frames: ServerEvent[] } => {
  const messages: Message[] = [];
  const frames: ServerEvent[] = [];
  let changeNumber = 0;
  for (const one of happenings) {
    if (one.kind === 'message') {
      const message = aMessage({ conversationId, sequenceNumber: messages.length + 1 });
      messages.push(message);
      frames.push(messageCreated(message));
      continue;
    }
    const index = messages.length === 0 ? -1 : one.at % messages.length;
    const message = messages[index];
    if (message === undefined || message.deleted) continue;
    changeNumber += 1;
    if (one.kind === 'reaction') {
      const { isThere, reactions } = toggled(message, one);
      messages[index] = { ...message, changeNumber, reactions };
      const type = isThere ? 'reaction.removed' : 'reaction.added';
      frames.push({ type, conversationId, changeNumber, messageId: message.id, userId: one.userId, emoji: one.emoji });
      continue;
    }
    const changed: Message =
      one.kind === 'edit'
        ? { ...message, changeNumber, content: `edit ${changeNumber}`, revision: message.revision + 1 }
        : { ...message, changeNumber, content: '', deleted: true, reactions: [] };
    messages[index] = changed;
    const type = one.kind === 'edit' ? 'message.updated' : 'message.deleted';
    frames.push({ type, conversationId, changeNumber, message: changed });
  }
  return { messages, frames };
};

/** Each frame once or several times, in any order. */
const arrival = fc
  .array(happening, { maxLength: 25 })
  .map(served)
  .chain(({ messages, frames }) =>
    fc.record({
      messages: fc.constant(messages),
      frames: fc.constant(frames),
      arrived: fc
        .tuple(
          fc.shuffledSubarray(frames, { minLength: frames.length }),
          fc.array(fc.nat({ max: Math.max(0, frames.length - 1) }), { maxLength: 20 }),
        )
        .map(([order, again]) =>
          again.reduce<ServerEvent[]>((all, at) => all.toSpliced(at, 0, ...order.slice(at, at + 1)), order),
        ),
    }),
  );

describe('a replica', () => {
  it('comes to what the server has, in whatever order and however often frames arrive', () => {
    fc.assert(
      fc.property(arrival, ({ messages, arrived }) => {
        const replica = new Replica();
        for (const frame of arrived) replica.receive(frame);
        expect(canonical(replica.shown)).toBe(canonical(messages));
        expect(replica.isBehind).toBe(false);
      }),
    );
  });

  it('never shows a gap, and knows that a frame is missing once a later one is there', () => {
    fc.assert(
      fc.property(arrival, fc.nat(), ({ frames, arrived }, at) => {
        fc.pre(frames.length > 0);
        const missing = frames[at % frames.length];
        const replica = new Replica();
        for (const frame of arrived) {
          if (frame === missing) continue;
          replica.receive(frame);
          const numbers = replica.shown.map(({ sequenceNumber }) => sequenceNumber);
          expect(numbers).toEqual(numbers.map((_number, index) => index + 1));
        }
        const isOfMessage = missing?.type === 'message.created';
        const isLast = frames.filter(({ type }) => (type === 'message.created') === isOfMessage).at(-1) === missing;
        // A later message says it, a later change says it, and so does a change of a message that is not there.
        if (!isLast) expect(replica.isBehind).toBe(true);
      }),
    );
  });
});
