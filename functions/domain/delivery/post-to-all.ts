import { decorrelatedJitterGenerator, ExponentialBackoff, handleWhenResult, retry } from 'cockatiel';
import type { ServerEvent } from '../../contract/server-events.ts';
import type { Clock } from '../clock.ts';
import type { Connection, Connections } from '../connections/connections.ts';
import type { ConnectionGateway, PostOutcome } from './connection-gateway.ts';
import { batchFrames } from './frames.ts';
import { tryAll } from './try-all.ts';

/** What posting needs. */
export interface PostDeps {
  readonly gateway: ConnectionGateway;
  readonly connections: Pick<Connections, 'end'>;
  readonly clock: Clock;
}

/** How hard to try. */
export interface PostEffort {
  /** How often a throttled post is made in all. */
  readonly tries?: number;
  /** Milliseconds since the epoch; nothing is posted after it, and what is left has failed. */
  readonly endsAtMs?: number;
}

/** The connections that may have missed something, and those that are no more. */
export interface Posted {
  readonly failed: readonly Connection[];
  readonly gone: readonly Connection[];
}

/** Posts under way at once, so that a burst leaves others their share of the account's request quota. */
export const postsAtOnce = 25;
/** A handshake takes no longer, in ms: the function behind $connect ends within 10 s. */
export const handshakeMs = 15_000;

/**
 * A throttled post waits in its place, 100 ms to 3 s with decorrelated jitter, and holds it meanwhile. So where one slow
 * client is throttled the others go on, and where all are, there are fewer posts at once the longer it lasts.
 */
const backingOff = (tries: number) =>
  retry(
    handleWhenResult((outcome) => outcome === 'throttled'),
    {
      maxAttempts: tries - 1,
      backoff: new ExponentialBackoff({ initialDelay: 100, maxDelay: 3_000, generator: decorrelatedJitterGenerator }),
    },
  );

/**
 * Posts to these connections, each its own events: in batches where the connection takes them, else a frame an event,
 * up to the first that does not arrive. The lease of a gone connection ends, and the sweep tells of it; but a connection
 * is registered before its socket opens, and until then it looks gone: a young one counts as failed, and is tried again.
 *
 * @throws Unavailable a lease could not be ended, after all posts were made
 */
export const postToAll = async (
  { gateway, connections, clock }: PostDeps,
  receivers: readonly Connection[],
  events: (receiver: Connection) => readonly ServerEvent[],
  { tries = 1, endsAtMs = Number.POSITIVE_INFINITY }: PostEffort = {},
): Promise<Posted> => {
  const throttling = backingOff(tries);
  // Most get the very same events; they are measured once.
  const batches = new Map<readonly ServerEvent[], ReturnType<typeof batchFrames>>();
  const framesFor = (receiver: Connection) => {
    const own = events(receiver);
    if (!receiver.batch || own.length < 2) return own;
    const frames = batches.get(own) ?? batchFrames(own);
    batches.set(own, frames);
    return frames;
  };
  const postFrames = async (receiver: Connection): Promise<PostOutcome> => {
    for (const frame of framesFor(receiver)) {
      const outcome = await throttling.execute(async () =>
        clock.nowMs() < endsAtMs ? gateway.post(receiver.connectionId, frame) : 'failed',
      );
      if (outcome !== 'delivered' && outcome !== 'refused') return outcome;
    }
    return 'delivered';
  };
  const outcomes = await tryAll(
    receivers,
    async (receiver) => {
      const outcome = await postFrames(receiver);
      if (outcome !== 'gone') return outcome;
      if (clock.nowMs() - receiver.connectedAtMs < handshakeMs) return 'failed';
      await connections.end(receiver);
      return outcome;
    },
    { concurrency: postsAtOnce },
  );
  const those = (...some: readonly PostOutcome[]) =>
    receivers.filter((_receiver, index) => some.includes(outcomes[index] as PostOutcome));
  return { failed: those('failed', 'throttled'), gone: those('gone') };
};
