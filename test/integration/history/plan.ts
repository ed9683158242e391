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
  | 'expel';

/** One thing to do: `at` (0 to below 1) says to which of the messages or people that are there. */
export interface Step {
  readonly action: Action;
  readonly at: number;
  readonly number: number;
  /** Over the socket where there is one, else over HTTP. */
  readonly isOverSocket: boolean;
  readonly emoji: string;
}

const weights: Readonly<Record<Exclude<Action, 'rename' | 'add' | 'expel'>, number>> = {
  send: 9,
  'send-again': 2,
  edit: 4,
  delete: 1,
  react: 4,
  unreact: 2,
  read: 3,
  delivered: 1,
  receipts: 1,
  sync: 3,
  disconnect: 1,
  drop: 1,
  die: 1,
  reconnect: 4,
};
const ownerWeights: Readonly<Record<Action, number>> = { ...weights, rename: 2, add: 6, expel: 4 };

const emojis = ['👍', '❤️', '🎉'];

/** All that a client does in a history, decided before it begins, so that nothing on the way changes it. */
export const planOf = (
  seed: number,
  client: string,
  { isOwner, steps }: { isOwner: boolean; steps: number },
): Step[] => {
  const stream = new RandomStream(seed, `plan ${client}`);
  return Array.from({ length: steps }, (_, number) => ({
    number,
    action: stream.weighted<Action>(isOwner ? ownerWeights : { ...ownerWeights, rename: 0, add: 0, expel: 0 }),
    // People turn to what is new more than to what is old.
    at: Math.max(stream.next(), stream.next()),
    isOverSocket: stream.chance(0.8),
    emoji: emojis[stream.below(emojis.length)] ?? '👍',
  }));
};
