import type { RandomStream } from '../../history/random-stream.ts';

/**
 * What goes wrong with one call of a function:
 * refused: it fails, nothing was done; answer-lost: it was done, and fails;
 * crash-before, crash-after: the function ends there without a word;
 * conflict, throttled, unprocessed: what DynamoDB answers under load, and DynamoDB Local never does.
 */
export type CallFault =
  | 'none'
  | 'refused'
  | 'answer-lost'
  | 'crash-before'
  | 'crash-after'
  | 'conflict'
  | 'throttled'
  | 'unprocessed';

/** Kinds of calls, by what can go wrong with them. */
export type CallKind = 'transaction' | 'write' | 'live-write' | 'batch-read' | 'read' | 'post';

const always = { none: 100, refused: 1, 'crash-before': 0.7, 'crash-after': 0.7 };

const weights: Readonly<Record<CallKind, Partial<Record<CallFault, number>>>> = {
  transaction: { ...always, none: 72, 'answer-lost': 5, 'crash-after': 4, conflict: 10, throttled: 3 },
  write: { ...always, 'answer-lost': 2, conflict: 4, throttled: 1 },
  'live-write': { ...always, 'answer-lost': 2, throttled: 1 },
  'batch-read': { ...always, throttled: 0.5, unprocessed: 4 },
  read: { ...always, throttled: 0.5 },
  post: { ...always, none: 80, refused: 8, 'answer-lost': 3 },
};

/** Where faults come from; they can be switched off for all at once. */
export class Faults {
  isOn = true;

  /** What goes wrong with the next call of this kind, drawn from the caller's own stream. */
  next(stream: RandomStream, kind: CallKind): CallFault {
    const fault = stream.weighted(weights[kind] as Record<CallFault, number>);
    return this.isOn ? fault : 'none';
  }

  /** Whether something of this probability goes wrong. */
  chance(stream: RandomStream, probability: number): boolean {
    return stream.chance(probability) && this.isOn;
  }
}
