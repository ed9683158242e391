import { ChangeEvent } from '../../functions/contract/events.ts';
import type { ConversationId, UserId } from '../../functions/contract/identifiers.ts';
import type { Message } from '../../functions/contract/messages.ts';
import { changeSortKey, conversationPartition, keys, messageSortKey, prefixes } from '../../functions/platform/keys.ts';
import { type MessageItem, messageFromItem } from '../../functions/platform/repositories/message-item.ts';
import type { ClientState, Commit, History, Item } from './history.ts';
import type { ClientRecord } from './record.ts';
import type { ReplicaState } from './replica.ts';

/** A client, and what it shows of one conversation; undefined where it does not know it. */
export type Shown = Omit<ClientState, 'conversations'> & { readonly replica: ReplicaState | undefined };

/** What is known of one conversation of a history, as the table has it in the end. */
export interface Evidence extends Pick<History, 'marks' | 'commits'> {
  readonly conversationId: ConversationId;
  readonly record: ClientRecord;
  /** Its own item. */
  readonly conversation: Item;
  readonly firstMembers: readonly UserId[];
  readonly messages: readonly Message[];
  readonly changes: readonly (ChangeEvent & { readonly replaced?: { content: string; revision: number } })[];
  readonly head: { readonly sequenceNumber: number; readonly changeNumber: number };
  readonly hasEnded: boolean;
  /** Who is a member by the line of changes, sorted. */
  readonly memberIds: readonly UserId[];
  /** The conversation's side of the memberships, and the people's own. */
  readonly listed: readonly Item[];
  readonly memberships: readonly Item[];
  readonly settled: readonly Shown[];
  readonly final: readonly Shown[];
}

const shownOf = (states: readonly ClientState[], conversationId: ConversationId): Shown[] =>
  states.map(({ conversations, ...client }) => ({
    ...client,
    replica: conversations.find((one) => one.conversationId === conversationId),
  }));

const membersAfter = (firstMembers: readonly UserId[], changes: readonly ChangeEvent[]): UserId[] => {
  const members = new Set(firstMembers);
  for (const change of changes) {
    if (change.kind === 'member.joined') members.add(change.userId);
    if (change.kind === 'member.left') members.delete(change.userId);
  }
  return [...members].sort();
};

const evidenceOf = (history: History, conversation: Item): Evidence => {
  const { tenantId, record } = history;
  const conversationId = conversation.conversationId as ConversationId;
  const key = { tenantId, conversationId };
  const partition = conversationPartition(key);
  const items = history.items.filter(({ PK }) => PK === partition);
  const beginningWith = (prefix: string) => items.filter(({ SK }) => String(SK).startsWith(prefix));
  const isHere = (one: { readonly conversationId: ConversationId }) => one.conversationId === conversationId;
  const messages = beginningWith(prefixes.message).map((item) => messageFromItem(item as unknown as MessageItem));
  const changes = beginningWith(prefixes.change).map((item) => ({
    ...ChangeEvent.parse(item),
    ...(item.replaced !== undefined && { replaced: item.replaced as { content: string; revision: number } }),
  }));
  const hasEnded = changes.some(({ kind }) => kind === 'conversation.deleted');
  const { asked } = JSON.parse(String(conversation.metadataJson)) as { asked: string };
  const firstMembers = record.starts.get(asked) ?? [];
  const head = items.find(({ SK }) => SK === keys.head(key).SK);
  return {
    conversationId,
    conversation,
    firstMembers,
    messages,
    changes,
    hasEnded,
    head: {
      // What has ended has no head: the last message is it.
      sequenceNumber: hasEnded ? (messages.at(-1)?.sequenceNumber ?? 0) : Number(head?.sequenceNumber ?? -1),
      changeNumber: Number(conversation.changeNumber),
    },
    memberIds: membersAfter(firstMembers, changes),
    listed: beginningWith(prefixes.member),
    memberships: history.items.filter(({ SK }) => SK === `${prefixes.membership}${conversationId}`),
    commits: history.commits.filter(({ item }) => item.PK === partition),
    marks: history.marks.filter(isHere),
    settled: shownOf(history.settled, conversationId),
    final: shownOf(history.final, conversationId),
    record: {
      ...record,
      sends: new Map([...record.sends].filter(([, one]) => isHere(one))),
      marks: record.marks.filter(isHere),
      cursors: record.cursors.filter(isHere),
      memberships: record.memberships.filter(isHere),
      heads: record.heads.filter(isHere),
      heard: record.heard.filter(isHere),
    },
  };
};

/** What is known of each conversation that a history left in the table. */
export const evidenceIn = (history: History): Evidence[] =>
  history.items
    .filter(({ PK, SK, conversationId }) => {
      const key = { tenantId: history.tenantId, conversationId: conversationId as ConversationId };
      return SK === keys.conversation(key).SK && PK === conversationPartition(key);
    })
    .map((conversation) => evidenceOf(history, conversation));

/** From when to when something may have happened. */
interface Interval {
  readonly after: number;
  readonly before: number;
}

const commitAt = ({ commits }: Evidence, sortKey: string): Interval => {
  const { after, before }: Interval | Commit = commits.find(({ item }) => item.SK === sortKey) ?? {
    after: Number.NEGATIVE_INFINITY,
    before: Number.POSITIVE_INFINITY,
  };
  return { after, before };
};

/** When a message was committed. */
export const messageCommit = (evidence: Evidence, sequenceNumber: number): Interval =>
  commitAt(evidence, messageSortKey(sequenceNumber));

/** When a change was committed. */
export const changeCommit = (evidence: Evidence, changeNumber: number): Interval =>
  commitAt(evidence, changeSortKey(changeNumber));

/** Whether a person was no member at any time from an instant to another, whenever in between things happened. */
export const isSurelyOutside = (evidence: Evidence, userId: UserId, from: number, to: number): boolean => {
  let outsideSince = evidence.firstMembers.includes(userId) ? undefined : Number.NEGATIVE_INFINITY;
  for (const change of evidence.changes) {
    if (!('userId' in change) || change.userId !== userId) continue;
    const { after, before } = changeCommit(evidence, change.changeNumber);
    if (change.kind === 'member.left') outsideSince = before;
    if (change.kind === 'member.joined') {
      if (outsideSince !== undefined && outsideSince < from && to < after) return true;
      outsideSince = undefined;
    }
  }
  return outsideSince !== undefined && outsideSince < from;
};
