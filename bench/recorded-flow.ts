import type { Step } from './steps.ts';

/** A function that took part in a message's way, and how. */
export interface FunctionRun {
  readonly function: string;
  readonly memoryMb: number;
  readonly steps: readonly Step[];
  /** Round trips that had to wait for each other, from the event to the answer. */
  readonly roundTrips: number;
  readonly logLines: number;
  readonly logBytes: number;
  /** Of the frame that invoked it and of the one that answered; only where a client's frame did. */
  readonly frame?: { readonly bytesIn: number; readonly bytesOut: number };
}

/** One message's way, from the frame it came in to the last that followed from it. */
export interface Flow {
  readonly scenario: string;
  readonly design: 'plain' | 'ChemChat' | 'ChemChat, fast path failed';
  readonly deliveredBy: 'send' | 'fanOut';
  /** The send, the publisher, the fan-out. */
  readonly runs: readonly FunctionRun[];
}

const isPost = ({ command }: Step): boolean => command === 'PostToConnection';

/** Sequential calls to AWS before something happens, and how often the message changes hands on the way. */
export interface Trips {
  readonly ack: number;
  /** Before the first and the last receiver has it, the post among them. */
  readonly firstPush: number;
  readonly lastPush: number;
  /** From the table's stream to a function, from the bus to a function. */
  readonly handOvers: number;
}

/** Counts the round trips of a flow. */
export const tripsOf = ({ runs, deliveredBy }: Flow): Trips => {
  const [send, publish, fanOut] = runs as readonly [FunctionRun, FunctionRun, FunctionRun];
  const bySend = deliveredBy === 'send';
  const posts = (bySend ? send : fanOut).steps.filter(isPost).map(({ after }) => after + 1);
  const commit = send.steps.find(({ command }) => command === 'TransactWriteItems');
  if (commit === undefined || posts.length === 0) throw new Error('cannot count; nothing was committed or posted');
  const before = bySend ? 0 : commit.after + 1 + publish.roundTrips;
  return {
    ack: send.roundTrips,
    firstPush: before + Math.min(...posts),
    lastPush: before + Math.max(...posts),
    handOvers: bySend ? 0 : 2,
  };
};
