import type { UserId } from '../../functions/contract/identifiers.ts';
import { RandomStream } from './random-stream.ts';

/** What a client does next. */
export type Action =
  | 'send'
  | 'send-again'
  | 'edit'
  | 'delete'
  | 'react'
  | 'unreact'
  | 'read'
  | 'delivered'
  | 'receipts'
  | 'sync'
  | 'disconnect'
  | 'drop'
  | 'die'
  | 'reconnect'
  | 'rename'
  | 'add'
  | 'expel'
  | 'leave'
  | 'promote'
  | 'demote'
  | 'hand-over'
  | 'start'
  | 'start-direct'
  | 'end';

/** One thing to do: `where` and `at` (0 to below 1) say in which conversation, and to which message or person there. */
export interface Step {
  readonly action: Action;
  readonly where: number;
  readonly at: number;
  readonly number: number;
  /** Over the socket where there is one, else over HTTP. */
  readonly isOverSocket: boolean;
  readonly emoji: string;
}

const weights: Readonly<Record<Action, number>> = {
  send: 9,
  'send-again': 2,
  edit: 4,
  delete: 1,
  react: 4,
  unreact: 2,
  read: 3,
  delivered: 1,
  receipts: 1,
  sync: 2,
  disconnect: 1,
  drop: 1,
  die: 1,
  reconnect: 3,
  rename: 1,
  add: 3,
  expel: 2,
  leave: 0.3,
  promote: 1,
  demote: 0.5,
  'hand-over': 0.5,
  start: 0.3,
  'start-direct': 0.2,
  end: 0.5,
};

const emojis = ['👍', '❤️', '🎉'];

/** All that a client does in a history, decided before it begins, so that nothing on the way changes it. */
export const planOf = (seed: number, client: string, steps: number): Step[] => {
  const stream = new RandomStream(seed, `plan ${client}`);
  return Array.from({ length: steps }, (_, number) => ({
    number,
    action: stream.weighted(weights),
    // Most of it in one conversation, so that they get into each other's way.
    where: Math.min(stream.next(), stream.next()),
    // People turn to what is new more than to what is old.
    at: Math.max(stream.next(), stream.next()),
    isOverSocket: stream.chance(0.8),
    emoji: emojis[stream.below(emojis.length)] ?? '👍',
  }));
};

/** Who starts which conversation with whom, each by their place in the list of people. */
const openings: readonly { readonly by: number; readonly type: 'group' | 'direct'; readonly with: number[] }[] = [
  { by: 0, type: 'group', with: [1, 2, 3] },
  { by: 1, type: 'group', with: [0, 2] },
  // Both start the one that they can have.
  { by: 2, type: 'direct', with: [3] },
  { by: 3, type: 'direct', with: [2] },
];

/** Conversations that a person starts before anything else. */
export const openingsOf = (
  person: number,
  people: readonly UserId[],
): { readonly type: 'group' | 'direct'; readonly memberIds: UserId[] }[] =>
  openings
    .filter(({ by }) => by === person)
    .map((opening) => ({ type: opening.type, memberIds: opening.with.flatMap((other) => people[other] ?? []) }))
    .filter(({ memberIds }) => memberIds.length > 0);
