import type { ChangeEvent } from '../../contract/events.ts';

/** One entry of a conversation's gapless line of changes: what changed, who did it, when, in which request. */
export type Change = ChangeEvent;

type WithoutEntry<One> = One extends unknown
  ? Omit<One, 'changeNumber' | 'actorId' | 'timestamp' | 'correlationId'>
  : never;

/** What a change does, before it has its place in the line. */
export type ChangeEffect = WithoutEntry<Change>;

/** What a message said before an edit; kept with the change for the audit, and told to nobody. */
export interface Revision {
  readonly content: string;
  readonly revision: number;
}
