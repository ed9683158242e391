import { hops } from './hops.ts';
import type { Draw, Fit, Quantiles, Uniform } from './statistics.ts';
import { type Phase, phasesOf, type Step } from './steps.ts';

/** A part of a message's way that takes time. */
export type Hop = keyof typeof hops;

/** What is known of each hop, published or assumed. */
export const knownHops: Readonly<Record<Hop, Quantiles & { readonly origin: string; readonly what: string }>> = hops;

/** Invocations that find no warm function. */
export const coldShare = 0.01;

const hopOf: Readonly<Record<string, Hop>> = {
  GetItem: 'read',
  BatchGetItem: 'read',
  Query: 'read',
  PutItem: 'write',
  UpdateItem: 'write',
  DeleteItem: 'write',
  TransactWriteItems: 'transaction',
  PostToConnection: 'post',
  PutEvents: 'publish',
  SendMessage: 'enqueue',
};

/** How long hops take, drawn anew at each call. */
export type Draws = Readonly<Record<Hop, Draw>> & { readonly isCold: () => boolean };

/** Draws for all hops; `known` says of a hop what is to be taken for known. */
export const drawsOf = (
  distribution: Fit,
  uniform: Uniform,
  known: (hop: Hop) => Quantiles = (hop) => knownHops[hop],
): Draws => ({
  ...(Object.fromEntries((Object.keys(hops) as Hop[]).map((hop) => [hop, distribution(known(hop), uniform)])) as Record<
    Hop,
    Draw
  >),
  isCold: () => uniform() < coldShare,
});

/** When calls end that begin at `begin`, `atOnce` of them under way at a time. */
const endsOf = (draw: Draw, { calls, atOnce }: { readonly calls: number; readonly atOnce: number }, begin: number) => {
  const free: number[] = new Array(Math.min(calls, atOnce)).fill(begin);
  const ends: number[] = [];
  for (let call = 0; call < calls; call += 1) {
    let first = 0;
    for (let index = 1; index < free.length; index += 1) {
      if ((free[index] as number) < (free[first] as number)) first = index;
    }
    const end = (free[first] as number) + draw();
    free[first] = end;
    ends.push(end);
  }
  return ends;
};

/** What an invocation did when, in ms after its event reached it. */
export interface Timeline {
  readonly endMs: number;
  /** When the transaction was committed, if there was one. */
  readonly commitMs: number;
  /** When each post had gone out. */
  readonly postsMs: readonly number[];
}

/** Plays one invocation: its own work, and phase after phase of its calls. */
export const playInvocation = (phases: readonly Phase[], draws: Draws): Timeline => {
  let endMs = draws.compute() + (draws.isCold() ? draws.coldStart() : 0);
  let commitMs = 0;
  let postsMs: number[] = [];
  for (const phase of phases) {
    let phaseEnd = endMs;
    for (const pool of phase) {
      const hop = hopOf[pool.command];
      if (hop === undefined) throw new Error(`cannot tell how long ${pool.command} takes`);
      const ends = endsOf(draws[hop], pool, endMs);
      phaseEnd = Math.max(phaseEnd, ...ends);
      if (hop === 'transaction') commitMs = Math.max(...ends);
      if (hop === 'post') postsMs = postsMs.concat(ends);
    }
    endMs = phaseEnd;
  }
  return { endMs, commitMs, postsMs };
};

/** The functions on a message's way, as phases. */
export interface MessageWay {
  readonly send: readonly Phase[];
  readonly publish: readonly Phase[];
  readonly fanOut: readonly Phase[];
  /** Which of them delivers. */
  readonly deliveredBy: 'send' | 'fanOut';
}

/** The way of a message from recorded steps. */
export const wayOf = (
  [send = [], publish = [], fanOut = []]: readonly (readonly Step[])[],
  deliveredBy: MessageWay['deliveredBy'],
): MessageWay => ({ send: phasesOf(send), publish: phasesOf(publish), fanOut: phasesOf(fanOut), deliveredBy });

/** From the sender's frame to the ack, in ms. */
export const playAck = ({ send }: MessageWay, draws: Draws): number =>
  draws.network() + draws.gateway() + playInvocation(send, draws).endMs + draws.network();

/** From the sender's frame to each receiver, in ms. */
export const playReceipts = ({ send, publish, fanOut, deliveredBy }: MessageWay, draws: Draws): number[] => {
  const sentMs = draws.network() + draws.gateway();
  const sending = playInvocation(send, draws);
  if (deliveredBy === 'send') return sending.postsMs.map((postMs) => sentMs + postMs + draws.network());
  // The bus's figure is taken to begin with PutEvents, so that call is not counted again.
  const publishing = playInvocation(
    publish.filter((phase) => phase.every(({ command }) => command !== 'PutEvents')),
    draws,
  );
  const eventMs = sentMs + sending.commitMs + draws.stream() + publishing.endMs + draws.bus();
  return playInvocation(fanOut, draws).postsMs.map((postMs) => eventMs + postMs + draws.network());
};
