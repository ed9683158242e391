import { describe, expect, it } from '@jest/globals';
import type { MediaId, MessageId } from '../../../../../functions/contract/identifiers.ts';
import { Invalid, NotFound, RateLimited, Unavailable } from '../../../../../functions/domain/errors.ts';
import type { Committed } from '../../../../../functions/domain/messages/combine.ts';
import type { Answered, Lane } from '../../../../../functions/domain/messages/lane.ts';
import { messageIdOf } from '../../../../../functions/domain/messages/message-id.ts';
import type {
  AppendOutcome,
  ConversationKey,
  Head,
  MessageDraft,
  MessageLog,
} from '../../../../../functions/domain/messages/message-log.ts';
import {
  type SendMessage,
  type SendMessageDeps,
  sendMessage,
} from '../../../../../functions/domain/messages/send-message.ts';
import { aCaller, aConversationId, aFile, aMembership, aMessage, aUserId, instant } from '../../../../builders/chat.ts';

const conversationId = aConversationId();
const members = [aUserId(), aUserId()] as const;
const aCommand = (over: Partial<SendMessage> = {}): SendMessage => ({
  caller: aCaller({ userId: members[0] }),
  correlationId: 'c',
  conversationId,
  clientMessageId: 'k',
  content: 'hello',
  ...over,
});

/** A lane in which a draft waits for good, as when whoever commits is out of luck. */
const aLaneThatStandsStill = (): Lane => ({
  answerBefore: async () => undefined,
  put: async () => undefined,
  withdraw: async () => true,
  look: async () => ({ isPending: true, leaseEndsAtMs: Number.POSITIVE_INFINITY }),
  outcomeOf: async () => undefined,
  oldest: async () => [],
  takeLease: async () => false,
  endLease: async () => undefined,
  commit: async () => ({ outcome: 'contended' }),
});

/** A log whose appends have these outcomes, one after the other; it keeps the heads they were tried at. */
const aLog = (head: Head | number | undefined, ...outcomes: AppendOutcome[]) => {
  const triedAt: number[] = [];
  const delivered: Committed[] = [];
  const drafts: MessageDraft[] = [];
  const messages: MessageLog = {
    readHead: async () => (typeof head === 'number' ? { sequenceNumber: head } : head),
    append: async (draft, at) => {
      drafts.push(draft);
      triedAt.push(at);
      return outcomes[Math.min(triedAt.length, outcomes.length) - 1] as AppendOutcome;
    },
    readSent: async (_key, _senderId, clientMessageId) =>
      clientMessageId === 'sent before' ? aMessage({ sequenceNumber: 7 }) : undefined,
    read: async (_key, sequenceNumber) => (sequenceNumber === 7 ? aMessage({ sequenceNumber }) : undefined),
    readMany: async () => [],
    readRange: async () => ({ items: [], hasMore: false }),
  };
  let membersRead = 0;
  const memberships: SendMessageDeps['memberships'] = {
    findMany: async (_key, userIds) => {
      membersRead += 1;
      return userIds.filter((userId) => members.includes(userId)).map((userId) => aMembership({ userId }));
    },
  };
  let filesRead = 0;
  const readMany: SendMessageDeps['media']['readMany'] = async (_tenantId, mediaIds) => {
    filesRead += 1;
    return files.filter(({ mediaId }) => mediaIds.includes(mediaId));
  };
  let nowMs = Date.parse(instant);
  const deps = {
    messages,
    memberships,
    media: { readMany },
    lane: aLaneThatStandsStill(),
    // Each look at the clock is half a second later.
    clock: {
      nowMs: () => {
        nowMs += 500;
        return nowMs;
      },
    },
    takeToken: async () => undefined,
    newId: () => 'draft',
    deliver: async (_key: ConversationKey, some: readonly Committed[]) => void delivered.push(...some),
  };
  return { triedAt, delivered, drafts, deps, membersRead: () => membersRead, filesRead: () => filesRead };
};

const own = { uploaderId: members[0] } as const;
/** The files that there are: the sender's own, one of them rejected and one in as many messages as may be, another's. */
const files = [
  aFile({ ...own, mediaId: 'one' as MediaId }),
  aFile({ ...own, mediaId: 'two' as MediaId, status: 'pending', revision: 1 }),
  aFile({ ...own, mediaId: 'rejected' as MediaId, status: 'rejected' }),
  aFile({
    ...own,
    mediaId: 'everywhere' as MediaId,
    attachedTo: Array.from({ length: 100 }, (_, index) => messageIdOf({ conversationId, sequenceNumber: index + 1 })),
  }),
  aFile({ mediaId: 'another’s' as MediaId }),
];

const committed: AppendOutcome = { outcome: 'committed', message: aMessage() };

describe('sendMessage', () => {
  it('takes a token while it reads the head, and writes nothing where there is none', async () => {
    const { deps, triedAt } = aLog(4, committed);
    const policy = { name: 'send', quota: 1, windowMs: 1 };
    const none = new RateLimited('none', { retryAfterMs: 40, policy });
    let headIsRead = false;
    const messages: MessageLog = {
      ...deps.messages,
      readHead: async () => {
        headIsRead = true;
        return new Promise(() => undefined);
      },
    };
    const takeToken = async () => {
      expect(headIsRead).toBe(true);
      throw none;
    };
    await expect(sendMessage({ ...deps, messages, takeToken }, aCommand())).rejects.toBe(none);
    expect(triedAt).toEqual([]);
  });

  it('appends at the head it read, and delivers but to the connection that it came by', async () => {
    const { deps, triedAt, delivered } = aLog(4, committed);
    const sent = await sendMessage(deps, aCommand({ exceptConnectionId: 'own' }));
    expect(sent).toEqual({ outcome: 'created', message: committed.message });
    expect(triedAt).toEqual([4]);
    expect(delivered).toEqual([{ message: committed.message, exceptConnectionId: 'own' }]);
  });

  it('tries again from the head that overtook it, and at the same head after a conflict', async () => {
    const overtaken = aLog(4, { outcome: 'overtaken', sequenceNumber: 9 }, committed);
    await sendMessage(overtaken.deps, aCommand());
    expect(overtaken.triedAt).toEqual([4, 9]);
    const conflicted = aLog(4, { outcome: 'contended' }, committed);
    await sendMessage(conflicted.deps, aCommand());
    expect(conflicted.triedAt).toEqual([4, 4]);
  });

  it('takes the lane after two tries of its own, and gives up in time with an error that says to try again', async () => {
    const { deps, triedAt, delivered } = aLog(0, { outcome: 'contended' });
    const calls: string[] = [];
    const lane: Lane = {
      ...deps.lane,
      put: async () => void calls.push('put'),
      withdraw: async () => {
        calls.push('withdraw');
        return true;
      },
    };
    const error = await sendMessage({ ...deps, lane }, aCommand()).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Unavailable);
    expect(error).toMatchObject({ code: 'UNAVAILABLE', retryable: true, retryAfterMs: 500 });
    expect(triedAt).toHaveLength(2);
    expect(calls).toEqual(['put', 'withdraw']);
    expect(delivered).toEqual([]);
  });

  it('takes the lane without a try of its own when the head is hot, and after one that a hot head overtook', async () => {
    const hotUntilMs = Number.MAX_SAFE_INTEGER;
    const hot = aLog({ sequenceNumber: 4, hotUntilMs });
    await expect(sendMessage(hot.deps, aCommand())).rejects.toBeInstanceOf(Unavailable);
    expect(hot.triedAt).toEqual([]);
    const heated = aLog(4, { outcome: 'overtaken', sequenceNumber: 9, hotUntilMs });
    await expect(sendMessage(heated.deps, aCommand())).rejects.toBeInstanceOf(Unavailable);
    expect(heated.triedAt).toEqual([4]);
  });

  it('is answered as committed when its draft was committed while it gave up', async () => {
    const { deps, triedAt } = aLog({ sequenceNumber: 4, hotUntilMs: Number.MAX_SAFE_INTEGER });
    const lane: Lane = { ...deps.lane, withdraw: async () => false, outcomeOf: async () => committed };
    expect(await sendMessage({ ...deps, lane }, aCommand())).toMatchObject({ outcome: 'created' });
    expect(triedAt).toEqual([]);
  });

  it('takes its draft out when the lane fails, and tells what became of it when it was committed before', async () => {
    const { deps } = aLog({ sequenceNumber: 4, hotUntilMs: Number.MAX_SAFE_INTEGER });
    const withdrawn: string[] = [];
    const failing: Lane = {
      ...deps.lane,
      look: () => Promise.reject(new Error('down')),
      withdraw: async ({ draftId }) => withdrawn.push(draftId) > 0,
    };
    await expect(sendMessage({ ...deps, lane: failing }, aCommand())).rejects.toThrow('down');
    expect(withdrawn).toEqual(['draft']);
    const lane: Lane = { ...failing, withdraw: async () => false, outcomeOf: async () => committed };
    expect(await sendMessage({ ...deps, lane }, aCommand())).toMatchObject({ outcome: 'created' });
    await expect(
      sendMessage({ ...deps, lane: { ...lane, outcomeOf: async () => undefined } }, aCommand()),
    ).rejects.toThrow('down');
  });

  it('tries by itself what a combiner refused, to be told why', async () => {
    const { deps, triedAt } = aLog(
      { sequenceNumber: 4, hotUntilMs: Number.MAX_SAFE_INTEGER },
      { outcome: 'not-a-member' },
    );
    const lane: Lane = { ...deps.lane, look: async () => ({ isPending: false, leaseEndsAtMs: 0 }) };
    await expect(sendMessage({ ...deps, lane }, aCommand())).rejects.toBeInstanceOf(NotFound);
    expect(triedAt).toEqual([4]);
  });

  it.each<[Answered, object]>([
    [{ outcome: 'not-a-member' }, { code: 'NOT_FOUND' }],
    [
      { outcome: 'duplicate', sequenceNumber: 7 },
      { outcome: 'duplicate', message: { sequenceNumber: 7 } },
    ],
  ])('lets nobody into the lane whose answer is known: %o', async (answered, expected) => {
    const { deps } = aLog({ sequenceNumber: 8, hotUntilMs: Number.MAX_SAFE_INTEGER });
    const lane: Lane = { ...deps.lane, answerBefore: async () => answered, put: () => Promise.reject(new Error()) };
    expect(await sendMessage({ ...deps, lane }, aCommand()).catch((error: unknown) => error)).toMatchObject(expected);
  });

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

  it('is not refused by a head that a replica has late, nor by none', async () => {
    for (const late of [undefined, { sequenceNumber: 2 }]) {
      const { deps } = aLog(3, committed);
      const readHead: MessageLog['readHead'] = async (_key, { consistent } = { consistent: false }) =>
        consistent ? { sequenceNumber: 3 } : late;
      const behind = { ...deps, messages: { ...deps.messages, readHead } };
      const replyTo = messageIdOf({ conversationId, sequenceNumber: 3 });
      await expect(sendMessage(behind, aCommand({ replyTo }))).resolves.toMatchObject({ outcome: 'created' });
    }
  });

  it('gives the first message to a repeat, whatever it answers', async () => {
    const again = aCommand({ clientMessageId: 'sent before', replyTo: 'nonsense' as MessageId });
    await expect(sendMessage(aLog(3, committed).deps, again)).resolves.toMatchObject({
      outcome: 'duplicate',
      message: { sequenceNumber: 7 },
    });
  });

  it('looks for members only where somebody is mentioned', async () => {
    const plain = aLog(0, committed);
    await sendMessage(plain.deps, aCommand());
    await sendMessage(plain.deps, aCommand({ mentions: [] }));
    const mentioning = aLog(0, committed);
    await sendMessage(mentioning.deps, aCommand({ mentions: [members[1]] }));
    expect([plain.membersRead(), mentioning.membersRead()]).toEqual([0, 1]);
  });

  it('refuses mentions of anybody but members, but for a repeat of what was sent before', async () => {
    const mentioning = (over: Partial<SendMessage>) =>
      sendMessage(aLog(0, committed).deps, aCommand({ mentions: [members[1], aUserId()], ...over }));
    await expect(mentioning({})).rejects.toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ path: 'mentions' }] });
    await expect(mentioning({ caller: aCaller() })).rejects.toBeInstanceOf(NotFound);
    await expect(mentioning({ clientMessageId: 'sent before' })).resolves.toMatchObject({
      outcome: 'duplicate',
      message: { sequenceNumber: 7 },
    });
  });

  describe('attachments', () => {
    const attaching = (mediaIds: readonly string[], ...outcomes: AppendOutcome[]) => {
      const log = aLog(0, ...outcomes);
      const send = (over: Partial<SendMessage> = {}) =>
        sendMessage(log.deps, aCommand({ attachmentIds: mediaIds as readonly MediaId[], ...over }));
      return { ...log, send };
    };

    it('are not looked for where there are none', async () => {
      const { send, filesRead } = attaching([], committed);
      await send();
      await send({ attachmentIds: undefined });
      expect(filesRead()).toBe(0);
    });

    it('go with the draft in the order of their ids, each as it was when it was looked at', async () => {
      const { send, drafts, filesRead } = attaching(['two', 'one'], committed);
      await send();
      expect(drafts[0]?.attachments).toMatchObject([
        { media: { id: 'two', status: 'pending' }, revision: 1 },
        { media: { id: 'one', status: 'ready' }, revision: 3 },
      ]);
      expect(filesRead()).toBe(1);
    });

    it.each(['unknown', 'another’s', 'rejected', 'everywhere'])('are refused when one is %s', async (mediaId) => {
      const { send, triedAt } = attaching(['one', mediaId], committed);
      await expect(send()).rejects.toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ path: 'attachmentIds' }] });
      await expect(send({ clientMessageId: 'sent before' })).resolves.toMatchObject({ outcome: 'duplicate' });
      // A stranger is told nothing of the conversation.
      await expect(send({ caller: aCaller() })).rejects.toBeInstanceOf(NotFound);
      expect(triedAt).toEqual([]);
    });

    it('are looked at again when one changed before the commit', async () => {
      const { send, filesRead } = attaching(['one'], { outcome: 'attachments-changed' }, committed);
      expect((await send()).outcome).toBe('created');
      expect(filesRead()).toBe(2);
    });

    it('that change on and on end a send', async () => {
      const { send } = attaching(['one'], { outcome: 'attachments-changed' });
      await expect(send()).rejects.toBeInstanceOf(Unavailable);
    });
  });
});
