import { beforeEach, describe, expect, it } from '@jest/globals';
import { remembered } from '../../../../../functions/domain/health/remembered.ts';

let nowMs = 0;
let asked = 0;
let answers = true;
const ask = remembered({ clock: { nowMs: () => nowMs } }, 5_000, async () => {
  asked += 1;
  if (!answers) throw new Error('cannot answer');
  return asked;
});

beforeEach(() => {
  nowMs += 60_000;
  asked = 0;
  answers = true;
});

describe('a remembered answer', () => {
  it('is given to all who ask within its time, at once or later', async () => {
    const atOnce = await Promise.all([ask(), ask()]);
    nowMs += 4_999;
    expect([...atOnce, await ask()]).toEqual([1, 1, 1]);
  });

  it('is asked for anew after its time', async () => {
    await ask();
    nowMs += 5_000;
    expect(await ask()).toBe(2);
  });

  it('is asked for anew when there was none', async () => {
    answers = false;
    await expect(ask()).rejects.toThrow('cannot answer');
    answers = true;
    expect(await ask()).toBe(2);
  });
});
