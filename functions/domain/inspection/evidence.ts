import type { ListedMember, Membership, Memberships } from '../conversations/memberships.ts';
import type { DeliveryMarks } from '../delivery/delivery-marks.ts';
import type { ConversationKey } from '../messages/message-log.ts';
import { isDue } from './delivery-times.ts';
import { IndexComparison, type IndexEvidence, type IndexEvidenceDeps } from './index-evidence.ts';
import type { Heads, InspectionStore, LineEntry, LineName } from './inspection-store.ts';
import type { Scope } from './scope.ts';

/** What gathering needs. */
export interface EvidenceDeps {
  readonly store: Pick<InspectionStore, 'readHeads' | 'readLine'>;
  readonly memberships: Pick<Memberships, 'list' | 'findMany'>;
  readonly marks: Pick<DeliveryMarks, 'among'>;
  /** Undefined: there is no search. */
  readonly search?: Pick<IndexEvidenceDeps, 'index'> | undefined;
}

/** A line as far as it was looked at. */
export interface LineEvidence {
  readonly newest?: LineEntry;
  /** Numbers that are missing below the newest, as text: `7`, `9 to 12`. */
  readonly holes: readonly string[];
  /** Entries that should have been delivered by now and have no mark. */
  readonly unmarked: readonly LineEntry[];
}

/** Both sides of the memberships, read while nobody joined, left or changed role. */
export interface MembersEvidence {
  readonly listed: readonly ListedMember[];
  readonly memberships: readonly Membership[];
  /** What the conversation said then; undefined: there is none. */
  readonly memberCount: number | undefined;
}

/** A conversation as it is stored. */
export interface Evidence {
  readonly key: ConversationKey;
  /** Read after all else: nothing that the lines and memberships had may be above them. */
  readonly heads: Heads;
  readonly lines: Readonly<Record<LineName, LineEvidence>>;
  /** Undefined: there are too many to look at, or they changed all the time. */
  readonly members?: MembersEvidence | undefined;
  /** Undefined: there is no search. */
  readonly index?: IndexEvidence | undefined;
  readonly nowMs: number;
}

const textOf = (first: number, last: number): string => (first === last ? `${first}` : `${first} to ${last}`);

/**
 * Reads a line from its newest entry down, and which of its entries are missing. What is below an entry was committed
 * before it, so that nothing that is written meanwhile looks like a hole.
 */
const readLine = async (
  { store, marks }: EvidenceDeps,
  key: ConversationKey,
  line: LineName,
  { fromMs }: Scope,
  nowMs: number,
  comparison?: IndexComparison,
): Promise<LineEvidence> => {
  const holes: string[] = [];
  const unmarked: LineEntry[] = [];
  let newest: LineEntry | undefined;
  let last: LineEntry | undefined;
  for await (const page of store.readLine(key, line)) {
    for (const entry of page) {
      newest ??= entry;
      if (last !== undefined && entry.number < last.number - 1) holes.push(textOf(entry.number + 1, last.number - 1));
      last = entry;
    }
    const due = page.filter(({ timestamp }) => isDue(timestamp, nowMs, fromMs));
    const marked = await marks.among(
      key,
      due.map(({ notice }) => notice),
    );
    unmarked.push(...due.filter(({ notice }) => !marked.has(notice)));
    await comparison?.compare(page.filter(({ timestamp }) => fromMs === undefined || Date.parse(timestamp) >= fromMs));
    if (last !== undefined && fromMs !== undefined && Date.parse(last.timestamp) < fromMs) {
      return { ...(newest && { newest }), holes, unmarked };
    }
  }
  if (last !== undefined && last.number > 1) holes.push(textOf(1, last.number - 1));
  return { ...(newest && { newest }), holes, unmarked };
};

/** Numbers up to the head that are missing above the newest entry that was read; others were committed since. */
const missingAbove = async (
  { store }: EvidenceDeps,
  key: ConversationKey,
  line: LineName,
  newest: number,
  head: number,
): Promise<string[]> => {
  const holes: string[] = [];
  let before = head + 1;
  for await (const page of store.readLine(key, line, { from: head, above: newest })) {
    for (const { number } of page) {
      if (number < before - 1) holes.push(textOf(number + 1, before - 1));
      before = number;
    }
  }
  if (before - 1 > newest) holes.push(textOf(newest + 1, before - 1));
  return holes;
};

/** Times that reading the members is tried again when they changed meanwhile. */
const membersTries = 3;

const readMembers = async (
  { store, memberships }: EvidenceDeps,
  key: ConversationKey,
  { maxMembers }: Scope,
): Promise<MembersEvidence | undefined> => {
  if (maxMembers === 0) return undefined;
  let before = (await store.readHeads(key)).conversation;
  for (let attempt = 0; attempt < membersTries; attempt += 1) {
    if (before !== undefined && before.memberCount > maxMembers) return undefined;
    const listed = await memberships.list(key, { limit: Number.POSITIVE_INFINITY });
    const own = await memberships.findMany(
      key,
      listed.map(({ userId }) => userId),
    );
    const after = (await store.readHeads(key)).conversation;
    if (after?.changeNumber === before?.changeNumber) {
      return { listed, memberships: own, memberCount: after?.memberCount };
    }
    before = after;
  }
  return undefined;
};

/** Reads a conversation in the order in which nothing that is written meanwhile looks like damage. */
export const gatherEvidence = async (
  deps: EvidenceDeps,
  key: ConversationKey,
  scope: Scope,
  nowMs: number,
): Promise<Evidence> => {
  const { store, search } = deps;
  const comparison = search && new IndexComparison({ store, index: search.index }, key, nowMs);
  const [messages, changes] = await Promise.all([
    readLine(deps, key, 'messages', scope, nowMs, comparison),
    readLine(deps, key, 'changes', scope, nowMs),
  ]);
  const members = await readMembers(deps, key, scope);
  const heads = await store.readHeads(key);
  const index = await comparison?.end(heads);
  const withTop = async (line: LineName, evidence: LineEvidence, head: number | undefined): Promise<LineEvidence> => {
    const newest = evidence.newest?.number ?? 0;
    if (head === undefined || head <= newest) return evidence;
    return { ...evidence, holes: [...(await missingAbove(deps, key, line, newest, head)), ...evidence.holes] };
  };
  const lines = {
    messages: await withTop('messages', messages, heads.head?.sequenceNumber),
    changes: await withTop('changes', changes, heads.conversation?.changeNumber),
  };
  return { key, heads, lines, members, index, nowMs };
};
