import { ChangeEvent } from '../../../functions/contract/events.ts';
import type { Message } from '../../../functions/contract/messages.ts';
import { prefixes } from '../../../functions/platform/keys.ts';
import { type MessageItem, messageFromItem } from '../../../functions/platform/repositories/message-repository.ts';
import { isSame } from './canonical.ts';
import type { History } from './history.ts';
import type { Item } from './table-watch.ts';

/** A history looked at: the conversation as the table has it in the end. */
interface Evidence extends History {
  readonly messages: readonly Message[];
  readonly changes: readonly (ChangeEvent & { readonly replaced?: { content: string; revision: number } })[];
  readonly head: { readonly sequenceNumber: number; readonly changeNumber: number };
}

type Check = (evidence: Evidence) => readonly string[];

const beginningWith = (items: readonly Item[], prefix: string) =>
  items.filter(({ SK }) => String(SK).startsWith(prefix));

const evidenceOf = (history: History): Evidence => {
  const { items } = history;
  const find = (name: string) => items.find(({ SK }) => SK === name) as { [field: string]: number } | undefined;
  return {
    ...history,
    messages: beginningWith(items, prefixes.message).map((item) => messageFromItem(item as unknown as MessageItem)),
    changes: beginningWith(items, prefixes.change).map((item) => ({
      ...ChangeEvent.parse(item),
      ...(item.replaced !== undefined && { replaced: item.replaced as { content: string; revision: number } }),
    })),
    head: {
      sequenceNumber: find('HEAD')?.sequenceNumber ?? -1,
      changeNumber: find('CONVERSATION')?.changeNumber ?? -1,
    },
  };
};

const sendKey = ({ senderId, clientMessageId }: Message): string => `${senderId} ${clientMessageId}`;

/** Each acknowledged message is there once, under the number that every ack named; at most one ack said it was new. */
const exactlyOnce: Check = ({ record, messages }) =>
  [...record.sends].flatMap(([key, { acks }]) => {
    const stored = messages.filter((message) => sendKey(message) === key).map(({ sequenceNumber }) => sequenceNumber);
    const named = [...new Set(acks.map(({ sequenceNumber }) => sequenceNumber))];
    const created = acks.filter(({ outcome }) => outcome === 'created').length;
    return [
      stored.length > 1 ? `${key} is stored as ${stored.join(', ')}` : '',
      acks.length > 0 && !isSame(named, stored) ? `${key} was acknowledged as ${named}, is ${stored}` : '',
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

/** Nothing is there that nobody asked for, or that was refused; and it says what its sender or an edit said. */
const askedFor: Check = ({ record, messages, changes }) =>
  messages.flatMap((message) => {
    const asked = record.sends.get(sendKey(message));
    if (asked === undefined) return [`message ${message.sequenceNumber} was asked for by nobody`];
    const isRefused = asked.acks.length === 0 && !asked.isUncertain;
    const own = changes.filter((one) => 'sequenceNumber' in one && one.sequenceNumber === message.sequenceNumber);
    const said = [
      ...own.flatMap(({ replaced }) => replaced?.content ?? []),
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
    const own = changes.filter((one) => 'sequenceNumber' in one && one.sequenceNumber === message.sequenceNumber);
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

const isMemberAt = ({ commits, cast }: Evidence, userId: string, step: number): boolean => {
  const own = commits.filter(({ item }) => item.userId === userId && String(item.kind).startsWith('member.'));
  const last = own.filter((one) => one.step < step).at(-1);
  return last === undefined ? cast.people.some((one) => one.userId === userId) : last.item.kind === 'member.joined';
};

/** Both sides of the memberships and their count are what the line of changes says. */
const members: Check = (evidence) => {
  const { cast, items, memberships } = evidence;
  const ids = (some: readonly Item[]) => some.map(({ userId }) => String(userId)).sort();
  const expected = cast.people.map(({ userId }) => userId).filter((one) => isMemberAt(evidence, one, Infinity));
  const listed = ids(beginningWith(items, prefixes.member));
  const { memberCount } = items.find(({ SK }) => SK === 'CONVERSATION') ?? {};
  const actual = { listed, own: ids(memberships), memberCount };
  expected.sort();
  return isSame(actual, { listed: expected, own: expected, memberCount: expected.length })
    ? []
    : [`members are ${JSON.stringify(actual)}, not ${expected.join(', ')}`];
};

/** Nothing that a person who is no member asks for is committed, from the removal on until they are added again. */
const removal: Check = (evidence) =>
  evidence.commits.flatMap(({ step, item }) => {
    const userId = String(item.actorId ?? item.senderId);
    const what = `${item.SK} of ${userId} at ${step}`;
    const acknowledged = evidence.record.memberships.some(
      (one) =>
        one.action === 'expel' &&
        one.isAcknowledged &&
        one.userId === userId &&
        one.answeredAt < step &&
        !evidence.record.memberships.some(
          ({ action, askedAt, answeredAt, ...other }) =>
            action === 'add' && other.userId === userId && answeredAt > one.askedAt && askedAt < step,
        ),
    );
    return [
      isMemberAt(evidence, userId, step) ? '' : `${what}: committed after the removal`,
      acknowledged ? `${what}: committed after the removal was acknowledged` : '',
    ].filter(Boolean);
  });

/** No mark is ever seen further back than before: in the table after each write, and by each client that asks. */
const watermarks: Check = ({ marks, record }) => {
  const furthest = new Map<string, number>();
  const seen = (who: string, which: string, now: number): string[] => {
    const before = furthest.get(`${who} ${which}`) ?? 0;
    furthest.set(`${who} ${which}`, Math.max(before, now));
    return now < before ? [`${which} of ${who} went from ${before} to ${now}`] : [];
  };
  const both = (
    who: string,
    { lastReadSequence, lastDeliveredSequence }: (typeof marks)[number] | (typeof record.marks)[number],
  ) => [
    ...seen(who, 'lastReadSequence', lastReadSequence),
    ...seen(who, 'lastDeliveredSequence', lastDeliveredSequence),
  ];
  return [
    ...marks.flatMap((one) => both(`${one.userId} in the table`, one)),
    ...record.marks.flatMap((one) => both(`${one.userId} as told to ${one.client}`, one)),
    ...record.marks.flatMap(({ atLeast, lastReadSequence, lastDeliveredSequence, client }) => {
      const reached = atLeast?.which === 'read' ? lastReadSequence : lastDeliveredSequence;
      return atLeast !== undefined && reached < atLeast.sequenceNumber
        ? [`${client} marked ${atLeast.sequenceNumber} and was told ${reached}`]
        : [];
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
const delivery: Check = (evidence) =>
  evidence.settled
    .filter(({ isConnected, userId }) => isConnected && isMemberAt(evidence, userId, Infinity))
    .flatMap(({ name, cursor }) => {
      const { sequenceNumber, changeNumber } = evidence.head;
      return cursor.afterSequence === sequenceNumber && cursor.afterChange === changeNumber
        ? []
        : [`${name} stands at ${JSON.stringify(cursor)}, the heads at ${sequenceNumber} and ${changeNumber}`];
    });

/** After everybody synced, every member's client shows what the table has. */
const convergence: Check = (evidence) =>
  evidence.final
    .filter(({ userId }) => isMemberAt(evidence, userId, Infinity))
    .flatMap(({ name, shown }) => {
      if (shown.length !== evidence.messages.length) return [`${name} shows ${shown.length} messages`];
      return shown.flatMap((message, index) =>
        isSame(message, evidence.messages[index])
          ? []
          : [`${name} shows ${JSON.stringify(message)}, the table has ${JSON.stringify(evidence.messages[index])}`],
      );
    });

/** Nobody is told of an error that the contract does not foresee, whatever goes wrong behind. */
const answers: Check = ({ record, internalErrors }) => [
  ...record.surprises,
  ...internalErrors.map((error) => `a function failed: ${error}`),
];

const checks = {
  'exactly once': exactlyOnce,
  'dense numbers': denseNumbers,
  'asked for': askedFor,
  'change line': changeLine,
  members,
  removal,
  watermarks,
  cursors,
  delivery,
  convergence,
  answers,
} as const satisfies Record<string, Check>;

/** What a history can be checked for. */
export type CheckName = keyof typeof checks;

/** All that is wrong with a history, by check; empty where all is well. */
export const violationsOf = (history: History): { readonly [Name in CheckName]?: readonly string[] } => {
  const evidence = evidenceOf(history);
  return Object.fromEntries(
    Object.entries(checks)
      .map(([name, check]) => [name, check(evidence)] as const)
      .filter(([, violations]) => violations.length > 0),
  );
};
