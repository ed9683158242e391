import type { ChangeEvent } from '../../contract/events.ts';

/** One entry of a conversation's gapless line of changes: what changed, who did it, when, in which request. */
export type Change = ChangeEvent;

/** Whether a change is about a message, by its number; else it is about the title or the members. */
export const aboutMessage = (change: Change): change is Extract<Change, { readonly sequenceNumber: number }> =>
  'sequenceNumber' in change;

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
