import { describe, expect, it } from '@jest/globals';
import { type ScheduledRun, scheduledTask } from '../../../../../functions/platform/handlers/scheduled-task.ts';
import { aContext } from '../../../../builders/lambda.ts';

const runOf = async (event: { time?: string }): Promise<ScheduledRun> => {
  const runs: ScheduledRun[] = [];
  const handler = scheduledTask(async (run) => void runs.push(run));
  await handler(event, { ...aContext(), getRemainingTimeInMillis: () => 55_000 });
  expect(runs).toHaveLength(1);
  return runs[0] as ScheduledRun;
};

describe('a scheduled task', () => {
  it('is told when it was due, which may be some time ago, or now for one that was started by hand', async () => {
    const time = '2026-11-24T12:00:00Z';
    expect((await runOf({ time })).dueAtMs).toBe(Date.parse(time));
    const beforeMs = Date.now();
    const { dueAtMs } = await runOf({});
    expect([dueAtMs >= beforeMs, dueAtMs <= Date.now()]).toEqual([true, true]);
  });

  it('is told to begin nothing in the last eight seconds of its function', async () => {
    const beforeMs = Date.now();
    const { endAtMs } = await runOf({});
    expect([endAtMs >= beforeMs + 47_000, endAtMs <= Date.now() + 47_000]).toEqual([true, true]);
  });

  it('fails with what it failed on, so that Lambda counts it', async () => {
    const handler = scheduledTask(async () => {
      throw new Error('no');
    });
    await expect(handler({}, aContext())).rejects.toThrow('no');
  });
});
