import pMap from 'p-map';
import { markedFromMs } from './delivery-times.ts';
import { type Finding, type InspectDeps, inspect } from './inspect.ts';
import type { Heads, InspectionStore, Subjects } from './inspection-store.ts';
import type { Scope } from './scope.ts';
import { stateOf } from './state.ts';

/** How far the walk over the table has come, kept between runs. */
export interface WalkProgress {
  /** Where the next run goes on; undefined: at the beginning. */
  readonly cursor?: string | undefined;
  /** When this pass over the table began, and the one before it, ms since the epoch. */
  readonly passStartedMs: number;
  readonly lastPassStartedMs?: number | undefined;
}

/** Where the progress is kept. */
export interface WalkProgressStore {
  read(): Promise<WalkProgress | undefined>;
  write(progress: WalkProgress): Promise<void>;
}

/** What inspecting what is recent needs. */
export type InspectRecentDeps = InspectDeps & {
  readonly subjects: Subjects;
  readonly walkProgress: WalkProgressStore;
  readonly store: Pick<InspectionStore, 'readHeads'>;
};

/** What a run did. */
export interface RecentInspection {
  /** Conversations that were looked at, recent or not. */
  readonly conversations: number;
  readonly findings: readonly Finding[];
  /** Whether it came to the end of the table. */
  readonly isComplete: boolean;
  /** How long ago the pass over the table began that the run was of, ms. */
  readonly passAgeMs: number;
}

/** Conversations and people a run comes by; each costs some two to four read units. */
const mostSubjects = 5_000;
/** Steps of the walk that a run which breaks off repeats; keeping the progress costs more than a step. */
const stepsBetweenWrites = 40;
/** Repairs a run makes: when the durable path is down they would not help, and cost. */
const mostFindings = 1_000;
/** A pass looks back before the start of the last one, ms: what it came by too early was not due yet, and clocks differ. */
const overlapMs = 5 * 60_000;
/** A larger conversation's members are compared by the inspection of everything alone. */
const maxMembers = 1_000;
const conversationsAtOnce = 8;

/**
 * What of a conversation is to be looked at: nothing of one that was not used since then and is as a conversation has to
 * be; its members where they, or the title, changed since.
 */
const scopeOf = (heads: Heads, fromMs: number): Scope | undefined => {
  const state = stateOf(heads);
  const { conversation, head, lastChange } = heads;
  const isRecent = (time: string | undefined) => time !== undefined && Date.parse(time) >= fromMs;
  if (state === 'purged') return undefined;
  if (state !== 'live' || isRecent(conversation?.updatedAt)) return { fromMs, maxMembers };
  const isUsed =
    isRecent(head?.updatedAt) ||
    isRecent(lastChange?.timestamp) ||
    (lastChange?.number ?? 0) !== conversation?.changeNumber;
  return isUsed ? { fromMs, maxMembers: 0 } : undefined;
};

/**
 * Looks at what is recent and repairs it: goes on over the table from where the last run ended, until a bound or `untilMs`.
 * What was committed before the last pass over the table began was looked at in that pass.
 */
export const inspectRecent = async (deps: InspectRecentDeps, untilMs: number): Promise<RecentInspection> => {
  const { clock, store, subjects, walkProgress } = deps;
  const startedMs = clock.nowMs();
  const known = await walkProgress.read();
  const progress: WalkProgress =
    known?.cursor !== undefined
      ? known
      : { passStartedMs: startedMs, ...(known && { lastPassStartedMs: known.passStartedMs }) };
  const earliestMs = markedFromMs(startedMs);
  const fromMs = Math.max(earliestMs, (progress.lastPassStartedMs ?? earliestMs) - overlapMs);

  const findings: Finding[] = [];
  let [subjectsSeen, conversations, steps] = [0, 0, 0];
  let cursor = progress.cursor;
  let isOver: boolean;
  do {
    const page = await subjects.read(cursor);
    subjectsSeen += page.subjects.length;
    steps += 1;
    const found = await pMap(
      page.subjects.filter(({ kind }) => kind === 'conversation'),
      async (subject) => {
        conversations += 1;
        const scope = subject.kind === 'conversation' ? scopeOf(await store.readHeads(subject.key), fromMs) : undefined;
        return scope === undefined ? [] : inspect(deps, subject, { scope, repair: true });
      },
      { concurrency: conversationsAtOnce },
    );
    findings.push(...found.flat());
    cursor = page.cursor;
    isOver =
      cursor === undefined ||
      subjectsSeen >= mostSubjects ||
      findings.length >= mostFindings ||
      clock.nowMs() >= untilMs;
    if (isOver || steps % stepsBetweenWrites === 0) await walkProgress.write({ ...progress, cursor });
  } while (!isOver);
  const passAgeMs = clock.nowMs() - progress.passStartedMs;
  return { conversations, findings, isComplete: cursor === undefined, passAgeMs };
};
