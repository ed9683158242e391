import { describe, expect, it } from '@jest/globals';
import type { Health } from '../../../../../functions/contract/health.ts';
import { exposition } from '../../../../../functions/platform/metrics/exposition.ts';

const health = (status: Health['status'], search: 'ok' | 'down' = 'ok'): Health => ({
  status,
  timestamp: '2026-11-24T12:00:00.000Z',
  services: { chatTable: { status: 'ok', latencyMs: 12 }, search: { status: search, latencyMs: 3_000 } },
});

const linesOf = async (over: Partial<Parameters<typeof exposition>[0]>) => {
  const { text } = await exposition({ health: health('ok'), alarms: [], measurements: [], minutes: 5, ...over });
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
};

describe('what Prometheus is told', () => {
  it('is up while messages can be sent, with what does not answer beside it', async () => {
    expect(await linesOf({ health: health('degraded', 'down') })).toEqual([
      'chemchat_up 1',
      'chemchat_dependency_up{dependency="chatTable"} 1',
      'chemchat_dependency_up{dependency="search"} 0',
      'chemchat_dependency_latency_seconds{dependency="chatTable"} 0.012',
      'chemchat_dependency_latency_seconds{dependency="search"} 3',
    ]);
    expect(await linesOf({ health: health('down') })).toContain('chemchat_up 0');
  });

  it('has which alarms fire', async () => {
    const alarms = [
      { name: 'PublisherDeadLetters', firing: true },
      { name: 'HttpServerErrors', firing: false },
    ];
    expect(await linesOf({ alarms })).toEqual(
      expect.arrayContaining([
        'chemchat_alarm_firing{alarm="PublisherDeadLetters"} 1',
        'chemchat_alarm_firing{alarm="HttpServerErrors"} 0',
      ]),
    );
  });

  it("names what is measured in Prometheus' way, and says over how long", async () => {
    const measurements = [{ name: 'MessagesSent', sum: 12, maximum: 3, count: 5 }];
    expect(await linesOf({ measurements })).toEqual(
      expect.arrayContaining([
        'chemchat_messages_sent{statistic="sum"} 12',
        'chemchat_messages_sent{statistic="maximum"} 3',
        'chemchat_messages_sent{statistic="count"} 5',
      ]),
    );
    const { text } = await exposition({ health: health('ok'), alarms: [], measurements, minutes: 5 });
    expect(text).toContain(
      '# HELP chemchat_messages_sent MessagesSent of the last 5 whole minutes, over all functions',
    );
    expect(text).toContain('# TYPE chemchat_messages_sent gauge');
  });
});
