import { describe, expect, it, jest } from '@jest/globals';
import { step, waitFor } from '../../../localstack/progress.ts';

const lines = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
const told = () => lines.mock.calls.map(([text]) => String(text)).join('');

describe('a step', () => {
  it('gives what its work gives, and says that it is done', async () => {
    expect(await step('Counting', { limitMs: 1000, advice: '' }, async () => 3)).toBe(3);
    expect(told()).toContain('✔ Counting');
  });

  it('fails as its work fails', async () => {
    const failing = step('Counting', { limitMs: 1000, advice: '' }, () => Promise.reject(new Error('lost count')));
    await expect(failing).rejects.toThrow('lost count');
    expect(told()).toContain('✖ Counting');
  });

  it('ends at its time limit, says how far it was, and tells its work', async () => {
    let signal: AbortSignal | undefined;
    const hanging = step('Counting', { limitMs: 20, advice: 'count faster' }, (controls) => {
      controls.report('at 7');
      signal = controls.signal;
      return new Promise(() => {});
    });
    await expect(hanging).rejects.toMatchObject({
      message: 'Counting: not done within 0.0 s (at 7)',
      advice: 'count faster',
    });
    expect(signal?.aborted).toBe(true);
  });
});

describe('waitFor', () => {
  it('asks until there is an answer', async () => {
    const answers = [undefined, undefined, 'yes'];
    expect(await waitFor(async () => answers.shift(), AbortSignal.timeout(1000), 1)).toBe('yes');
  });

  it('stops when it is told to', async () => {
    await expect(waitFor(async () => undefined, AbortSignal.timeout(20), 1)).rejects.toThrow('timeout');
  });
});
