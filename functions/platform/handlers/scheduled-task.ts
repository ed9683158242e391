import type { ScheduledEvent } from 'aws-lambda';
import { logger } from '../observability.ts';
import { observed } from './observed.ts';

/** One run of a scheduled task. */
export interface ScheduledRun {
  /** When it was due, milliseconds since the epoch; a run by hand that names no `time` is due now. */
  readonly dueAtMs: number;
  /** When to begin nothing more, so that what is under way comes to its end; milliseconds since the epoch. */
  readonly endAtMs: number;
}

/** What a run keeps of its function's time for what is under way when its end comes: two calls that are given up. */
const marginMs = 8_000;

/**
 * A Lambda handler for a schedule. A run may come twice, at the same time as another, late, or not at all: `run` has to
 * find by itself what there is to do, and bear that it is done already. What it does not come to, the next run does.
 */
export const scheduledTask = (run: (scheduled: ScheduledRun) => Promise<void>) =>
  observed(async ({ time }: Partial<Pick<ScheduledEvent, 'time'>>, context): Promise<void> => {
    logger.setCorrelationId(context.awsRequestId);
    const nowMs = Date.now();
    await run({
      dueAtMs: time === undefined ? nowMs : Date.parse(time),
      endAtMs: nowMs + context.getRemainingTimeInMillis() - marginMs,
    });
  });
