import { describe, expect, it } from '@jest/globals';
import type { MessageId } from '../../../../../functions/contract/identifiers.ts';
import { Invalid, NotFound, Unavailable } from '../../../../../functions/domain/errors.ts';
import { messageIdOf } from '../../../../../functions/domain/messages/message-id.ts';
import type { AppendOutcome, MessageLog } from '../../../../../functions/domain/messages/message-log.ts';
import { type SendMessage, sendMessage } from '../../../../../functions/domain/messages/send-message.ts';
import { aCaller, aConversationId, aMessage, instant } from '../../../../builders/chat.ts';

const conversationId = aConversationId();
const aCommand = (over: Partial<SendMessage> = {}): SendMessage => ({
  caller: aCaller(),
  correlationId: 'c',
  conversationId,
  clientMessageId: 'k',
  content: 'hello',
  ...over,
});

/** A log whose appends have these outcomes, one after the other; it keeps the heads they were tried at. */
const aLog = (head: number | undefined, ...outcomes: AppendOutcome[]) => {
  const triedAt: number[] = [];
  const messages: MessageLog = {
    readHead: async () => head,
    append: async (_draft, at) => {
      triedAt.push(at);
      return outcomes[Math.min(triedAt.length, outcomes.length) - 1] as AppendOutcome;
    },
    read: async (_key, sequenceNumber) => (sequenceNumber === 7 ? aMessage({ sequenceNumber }) : undefined),
    readMany: async () => [],
    readRange: async () => ({ items: [], hasMore: false }),
  };
  return { triedAt, deps: { messages, clock: { nowMs: () => Date.parse(instant) } } };
};

const committed: AppendOutcome = { outcome: 'committed', message: aMessage() };

describe('sendMessage', () => {
  it('appends at the head it read, as text unless told otherwise, at the time of the clock', async () => {
    const { deps, triedAt } = aLog(4, committed);
    expect(await sendMessage(deps, aCommand())).toEqual({ outcome: 'created', message: committed.message });
    expect(triedAt).toEqual([4]);
  });

  it('goes on from the head that overtook it, and tries again at the same head after a conflict', async () => {
    const { deps, triedAt } = aLog(4, { outcome: 'overtaken', sequenceNumber: 9 }, { outcome: 'contended' }, committed);
    await sendMessage(deps, aCommand());
    expect(triedAt).toEqual([4, 9, 9]);
  });

  it('gives up after a bounded number of tries with an error that says to try again', async () => {
    const { deps, triedAt } = aLog(0, { outcome: 'contended' });
    const error = await sendMessage(deps, aCommand()).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Unavailable);
    expect(error).toMatchObject({ code: 'UNAVAILABLE', retryable: true, retryAfterMs: 500 });
    expect(triedAt).toHaveLength(26);
  }, 30_000);

  it('answers a repeated key with the first message in its present state', async () => {
    const { deps } = aLog(8, { outcome: 'duplicate', sequenceNumber: 7 });
    expect(await sendMessage(deps, aCommand())).toMatchObject({ outcome: 'duplicate', message: { sequenceNumber: 7 } });
  });

  it('finds no conversation where there is none, and where the sender is no member', async () => {
    const missing = aLog(undefined);
    await expect(sendMessage(missing.deps, aCommand())).rejects.toBeInstanceOf(NotFound);
    expect(missing.triedAt).toEqual([]);
    await expect(sendMessage(aLog(1, { outcome: 'not-a-member' }).deps, aCommand())).rejects.toBeInstanceOf(NotFound);
  });

  it('takes an answer to a message of the conversation up to its head, and to no other', async () => {
    const reply = (to: string) => sendMessage(aLog(3, committed).deps, aCommand({ replyTo: to as MessageId }));
    await expect(reply(messageIdOf({ conversationId, sequenceNumber: 3 }))).resolves.toMatchObject({
      outcome: 'created',
    });
    const others = [
      messageIdOf({ conversationId, sequenceNumber: 4 }),
      messageIdOf({ conversationId, sequenceNumber: 0 }),
      messageIdOf({ conversationId: aConversationId(), sequenceNumber: 1 }),
      'nonsense',
    ];
    for (const other of others) {
      await expect(reply(other)).rejects.toMatchObject({ errors: [{ path: 'replyTo' }] });
      await expect(reply(other)).rejects.toBeInstanceOf(Invalid);
    }
  });

  it('refuses attachments that are nobody’s files', async () => {
    await expect(sendMessage(aLog(0, committed).deps, aCommand({ attachmentIds: ['m-1'] }))).rejects.toMatchObject({
      errors: [{ path: 'attachmentIds' }],
    });
  });
});
