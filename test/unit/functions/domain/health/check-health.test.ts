import { describe, expect, it } from '@jest/globals';
import { checkHealth } from '../../../../../functions/domain/health/check-health.ts';

let nowMs = 0;
const clock = {
  nowMs: () => {
    nowMs += 5;
    return nowMs;
  },
};
const up = async () => undefined;
const down = async () => {
  throw new Error('cannot reach it');
};

describe('health', () => {
  it.each([
    ['ok when everything answers', up, up, 'ok'],
    ['degraded when something beside the main job is down', up, down, 'degraded'],
    ['down when something vital is down', down, up, 'down'],
  ])('is %s', async (_case, table, bus, status) => {
    const health = await checkHealth({ clock }, [
      { name: 'table', vital: true, probe: table },
      { name: 'bus', vital: false, probe: bus },
    ]);
    expect(health.status).toBe(status);
    expect(health.services.table).toEqual({ status: table === up ? 'ok' : 'down', latencyMs: expect.any(Number) });
  });

  it('counts a dependency that hangs as down after three seconds', async () => {
    const health = await checkHealth({ clock }, [{ name: 'bus', vital: false, probe: () => new Promise(() => {}) }]);
    expect(health).toMatchObject({ status: 'degraded', services: { bus: { status: 'down' } } });
  });
});
