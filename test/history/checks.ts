import type { ChangeEvent } from '../../functions/contract/events.ts';
import type { UserId } from '../../functions/contract/identifiers.ts';
import type { Message } from '../../functions/contract/messages.ts';
import { isSame } from './canonical.ts';
import { changeCommit, type Evidence, evidenceIn, isSurelyOutside, messageCommit, type Shown } from './evidence.ts';
import type { History, Item } from './history.ts';

type Check = (evidence: Evidence) => readonly string[];

const isOfSend =
  ({ userId, clientMessageId }: { readonly userId: string; readonly clientMessageId: string }) =>
  (message: Message): boolean =>
    message.senderId === userId && message.clientMessageId === clientMessageId;

/** Each acknowledged message is there once, under the number that every ack named; at most one ack said it was new. */
const exactlyOnce: Check = ({ record, messages }) =>
  [...record.sends].flatMap(([key, asked]) => {
    const stored = messages.filter(isOfSend(asked)).map(({ sequenceNumber }) => sequenceNumber);
    const named = [...new Set(asked.acks.map(({ sequenceNumber }) => sequenceNumber))];
    const created = asked.acks.filter(({ outcome }) => outcome === 'created').length;
    return [
      stored.length > 1 ? `${key} is stored as ${stored.join(', ')}` : '',
      named.length > 0 && !isSame(named, stored) ? `${key} was acknowledged as ${named}, is ${stored}` : '',
      created > 1 ? `${key} was acknowledged as new ${created} times` : '',
    ].filter(Boolean);
  });

const gaps = (what: string, numbers: readonly number[], head: number): string[] =>
  isSame(
    numbers,
    Array.from({ length: head }, (_, index) => index + 1),
  )
    ? []
    : [`${what} are ${numbers.join(', ')} below a head of ${head}`];

/** Both lines are 1, 2, 3 up to their heads. */
const denseNumbers: Check = ({ messages, changes, head }) => [
  ...gaps(
    'messages',
    messages.map((one) => one.sequenceNumber),
    head.sequenceNumber,
  ),
  ...gaps(
    'changes',
    changes.map((one) => one.changeNumber),
    head.changeNumber,
  ),
];

const changesOf = (changes: Evidence['changes'], { sequenceNumber }: Message) =>
  changes.filter((one) => 'sequenceNumber' in one && one.sequenceNumber === sequenceNumber);

/** Nothing is there that nobody asked for, or that was refused; and it says what its sender or an edit said. */
const askedFor: Check = ({ record, messages, changes }) =>
  messages.flatMap((message) => {
    const asked = [...record.sends.values()].find((one) => isOfSend(one)(message));
    if (asked === undefined) return [`message ${message.sequenceNumber} was asked for by nobody`];
    const isRefused = asked.acks.length === 0 && !asked.isUncertain;
    const said = [
      ...changesOf(changes, message).flatMap(({ replaced }) => replaced?.content ?? []),
      ...(message.deleted ? [] : [message.content]),
    ];
    const edits = record.edits.get(message.id) ?? new Set();
    return [
      isRefused ? `message ${message.sequenceNumber} was refused` : '',
      said[0] !== asked.content ? `message ${message.sequenceNumber} began as ${said[0]}` : '',
      ...said
        .slice(1)
        .map((content) => (edits.has(content) ? '' : `message ${message.sequenceNumber} said ${content}`)),
    ].filter(Boolean);
  });

/** What the line of changes says of a message makes it what it is. */
const changeLine: Check = ({ messages, changes }) =>
  messages.flatMap((message) => {
    const own = changesOf(changes, message);
    const expected = {
      revision: 1 + own.filter(({ kind }) => kind === 'message.updated').length,
      deleted: own.some(({ kind }) => kind === 'message.deleted'),
      changeNumber: own.at(-1)?.changeNumber,
      reactions: reactionsAfter(own),
    };
    const { revision, deleted = false, changeNumber, reactions } = message;
    const actual = { revision, deleted, changeNumber, reactions: flat(reactions) };
    return isSame(actual, expected)
      ? []
      : [`message ${message.sequenceNumber} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`];
  });

const flat = (reactions: Message['reactions']): string[] =>
  reactions.flatMap(({ emoji, userIds }) => userIds.map((userId) => `${emoji} ${userId}`)).sort();

const reactionsAfter = (changes: readonly ChangeEvent[]): string[] => {
  const reactions = new Set<string>();
  for (const change of changes) {
    if (change.kind === 'message.deleted') reactions.clear();
    if (change.kind === 'reaction.added') reactions.add(`${change.emoji} ${change.userId}`);
    if (change.kind === 'reaction.removed') reactions.delete(`${change.emoji} ${change.userId}`);
  }
  return [...reactions].sort();
};

const isMember = ({ memberIds }: Evidence, userId: UserId): boolean => memberIds.includes(userId);

/**
 * Both sides of the memberships and their count are what the line of changes says; so is what those clients show that
 * are there, the title and their own role with it.
 */
const members: Check = (evidence) => {
  const { memberIds, listed, memberships, conversation, settled, final } = evidence;
  const ids = (some: readonly Item[]) => some.map(({ userId }) => String(userId)).sort();
  const stored = { listed: ids(listed), own: ids(memberships), memberCount: conversation.memberCount };
  const expected = { listed: memberIds, own: memberIds, memberCount: memberIds.length };
  const shown = [...settled.filter(({ isConnected }) => isConnected), ...final].flatMap(({ name, userId, replica }) => {
    if (!isMember(evidence, userId) || evidence.hasEnded || replica === undefined || replica.isGone) return [];
    const own = memberships.find((one) => one.userId === userId);
    const shows = { members: replica.memberIds, title: replica.title, role: replica.role };
    const is = { members: memberIds, title: conversation.title, role: own?.role };
    return isSame(shows, is) ? [] : [`${name} shows ${JSON.stringify(shows)}, not ${JSON.stringify(is)}`];
  });
  const owners = memberships.filter(({ role }) => role === 'owner').length;
  return [
    ...(isSame(stored, expected) ? [] : [`members are ${JSON.stringify(stored)}, not ${JSON.stringify(expected)}`]),
    ...(owners === Math.min(1, memberIds.length) ? [] : [`${owners} members own it`]),
    ...shown,
  ];
};

/**
 * Nothing that a person who is no member asks for is committed, from the removal on until they are added again; and
 * nothing at all once the conversation has ended.
 */
const removal: Check = (evidence) => {
  const { messages, changes, record } = evidence;
  const last = changes.at(-1)?.changeNumber;
  const end = changes.find(({ kind }) => kind === 'conversation.deleted')?.changeNumber;
  const endedAt = end === undefined ? Number.POSITIVE_INFINITY : changeCommit(evidence, end).before;
  const ofChanges = changes.map(({ changeNumber, actorId }) => ({
    what: `change ${changeNumber} of ${actorId}`,
    userId: actorId,
    ...changeCommit(evidence, changeNumber),
  }));
  const ofMessages = messages.map(({ sequenceNumber, senderId }) => ({
    what: `message ${sequenceNumber} of ${senderId}`,
    userId: senderId as UserId,
    ...messageCommit(evidence, sequenceNumber),
  }));
  const isAcknowledged = ({ userId, after, before }: (typeof ofMessages)[number]) =>
    record.memberships.some(
      (one) =>
        one.action === 'expel' &&
        one.isAcknowledged &&
        one.userId === userId &&
        one.answeredAt < after &&
        !record.memberships.some(
          ({ action, askedAt, answeredAt, ...other }) =>
            action === 'add' && other.userId === userId && answeredAt > one.askedAt && askedAt < before,
        ),
    );
  return [
    ...[...ofChanges, ...ofMessages].flatMap((one) =>
      [
        isSurelyOutside(evidence, one.userId, one.after, one.before)
          ? `${one.what} was committed after the removal`
          : '',
        isAcknowledged(one) ? `${one.what} was committed after the removal was acknowledged` : '',
      ].filter(Boolean),
    ),
    ...ofMessages.filter(({ after }) => after > endedAt).map(({ what }) => `${what} was committed after the end`),
    ...(end !== undefined && end !== last ? [`change ${last} was committed after the end, ${end}`] : []),
  ];
};

/** Nobody is told of what is committed while they are no member, nor of anything before they are one. */
const hearing: Check = (evidence) =>
  evidence.record.heard.flatMap(({ client, userId, type, at, sequenceNumber, changeNumber }) => {
    const change = evidence.changes.find((one) => one.changeNumber === changeNumber);
    // Who is removed learns that, by the event of their own removal.
    if (change?.kind === 'member.left' && change.userId === userId) return [];
    let from = Number.NEGATIVE_INFINITY;
    if (sequenceNumber !== undefined) from = messageCommit(evidence, sequenceNumber).after;
    if (changeNumber !== undefined) from = changeCommit(evidence, changeNumber).after;
    return isSurelyOutside(evidence, userId, from, at)
      ? [`${client} was told ${type} ${sequenceNumber ?? changeNumber ?? ''}, and is no member`]
      : [];
  });

/** No mark is ever seen further back than before: in the table after each write, and by each client that asks. */
const watermarks: Check = ({ marks, record }) => {
  const furthest = new Map<string, number>();
  const seen = (who: string, which: string, now: number | undefined): string[] => {
    if (now === undefined) return [];
    const before = furthest.get(`${who} ${which}`) ?? 0;
    furthest.set(`${who} ${which}`, Math.max(before, now));
    return now < before ? [`${which} of ${who} went from ${before} to ${now}`] : [];
  };
  const both = (
    who: string,
    { lastReadSequence, lastDeliveredSequence }: Evidence['marks'][number] | Evidence['record']['marks'][number],
  ) => [
    ...seen(who, 'lastReadSequence', lastReadSequence),
    ...seen(who, 'lastDeliveredSequence', lastDeliveredSequence),
  ];
  return [
    ...marks.flatMap((one) => both(`${one.userId} in the table`, one)),
    ...record.marks.flatMap((one) => both(`${one.userId} as told to ${one.client}`, one)),
    ...record.marks.flatMap(({ atLeast = 0, lastReadSequence, lastDeliveredSequence, client }) => {
      const reached = lastReadSequence ?? lastDeliveredSequence ?? 0;
      return reached < atLeast ? [`${client} marked ${atLeast} and was told ${reached}`] : [];
    }),
  ];
};

/** No complete sync is past a change of a message that it is not past: that change would never be asked for again. */
const cursors: Check = ({ record, changes }) =>
  record.cursors.flatMap(({ client, afterSequence, afterChange }) =>
    changes
      .filter((one) => one.changeNumber <= afterChange && 'sequenceNumber' in one && one.sequenceNumber > afterSequence)
      .map((one) => `${client} is past change ${one.changeNumber} at ${afterSequence}, but not past its message`),
  );

/** Whoever has a live socket has come to both heads by what was pushed, and by syncing where numbers were missing. */
const delivery: Check = (evidence) => {
  const { settled, head, hasEnded } = evidence;
  const isWrong = ({ replica }: Shown): string | undefined => {
    if (hasEnded) return replica === undefined || replica.isGone ? undefined : 'does not know that it ended';
    if (replica === undefined || replica.isGone) return 'does not know the conversation';
    const { cursor } = replica;
    return cursor.afterSequence === head.sequenceNumber && cursor.afterChange === head.changeNumber
      ? undefined
      : `stands at ${JSON.stringify(cursor)}, the heads at ${JSON.stringify(head)}`;
  };
  return settled
    .filter(({ isConnected, userId }) => isConnected && isMember(evidence, userId))
    .flatMap((client) => {
      const wrong = isWrong(client);
      return wrong === undefined ? [] : [`${client.name} ${wrong}`];
    });
};

/** After everybody synced, every member's client shows what the table has, and nobody else has it in the inbox. */
const convergence: Check = (evidence) =>
  evidence.final.flatMap(({ name, userId, inbox, replica }) => {
    const isThere = isMember(evidence, userId) && !evidence.hasEnded;
    if (inbox.includes(evidence.conversationId) !== isThere) return [`${name} ${isThere ? 'lacks' : 'has'} it`];
    if (!isThere) return replica === undefined || replica.isGone ? [] : [`${name} still shows it`];
    const { shown = [] } = replica ?? {};
    if (shown.length !== evidence.messages.length) return [`${name} shows ${shown.length} messages`];
    return shown.flatMap((message, index) =>
      isSame(message, evidence.messages[index])
        ? []
        : [`${name} shows ${JSON.stringify(message)}, the table has ${JSON.stringify(evidence.messages[index])}`],
    );
  });

const checks = {
  'exactly once': exactlyOnce,
  'dense numbers': denseNumbers,
  'asked for': askedFor,
  'change line': changeLine,
  members,
  removal,
  hearing,
  watermarks,
  cursors,
  delivery,
  convergence,
} as const satisfies Record<string, Check>;

/** What a history can be checked for; answers: nobody is told of an error that the contract does not foresee. */
export type CheckName = keyof typeof checks | 'answers';

/** All that is wrong with a history, by check; empty where all is well. */
export const violationsOf = (history: History): { readonly [Name in CheckName]?: readonly string[] } => {
  const conversations = evidenceIn(history);
  const found: [string, readonly string[]][] = Object.entries(checks).map(([name, check]) => [
    name,
    conversations.flatMap((one) => check(one).map((violation) => `${one.conversationId}: ${violation}`)),
  ]);
  found.push([
    'answers',
    [...history.record.surprises, ...history.internalErrors.map((error) => `a function failed: ${error}`)],
  ]);
  return Object.fromEntries(found.filter(([, violations]) => violations.length > 0));
};
