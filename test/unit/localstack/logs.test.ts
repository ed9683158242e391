import { stripVTControlCharacters } from 'node:util';
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { createLogTail, type LogLine } from '../../../localstack/log-tail.ts';
import { readable } from '../../../localstack/logs.ts';
import { createMetricWindow, percentile } from '../../../localstack/metric-window.ts';

const line = (text: string | object, atMs = 0): LogLine => ({
  source: 'send-message',
  atMs,
  text: typeof text === 'string' ? text : JSON.stringify(text),
});

describe('the tail of all logs', () => {
  const client = mockClient(CloudWatchLogsClient);
  const event = (message: string, timestamp: number) => ({ message, timestamp, logStreamName: 's' });
  const groups = (...names: string[]) =>
    client
      .on(DescribeLogGroupsCommand)
      .resolves({ logGroups: names.map((name) => ({ logGroupName: `/chemchat/local/${name}` })) });

  it('gives each line once, in the order of their times', async () => {
    groups('connect', 'send-message');
    const logged = { connect: [event('c1', 20)], 'send-message': [event('s1', 10), event('s2', 30)] };
    client.on(FilterLogEventsCommand).callsFake(({ logGroupName }) => ({
      events: logged[logGroupName.split('/').at(-1) as keyof typeof logged],
    }));
    const poll = createLogTail(new CloudWatchLogsClient({}), { sinceMs: 0 });
    expect((await poll()).map(({ source, text }) => `${source} ${text}`)).toEqual([
      'send-message s1',
      'connect c1',
      'send-message s2',
    ]);
    logged.connect.push(event('c2', 40));
    expect((await poll()).map(({ text }) => text)).toEqual(['c2']);
  });

  it('asks only for the functions that are wanted', async () => {
    client.reset();
    groups('connect', 'send-message');
    client.on(FilterLogEventsCommand).resolves({ events: [event('x', 1)] });
    const poll = createLogTail(new CloudWatchLogsClient({}), { sinceMs: 0, source: 'send' });
    expect((await poll()).map(({ source }) => source)).toEqual(['send-message']);
  });
});

describe('a line for reading', () => {
  const read = (text: string | object) => {
    const result = readable(line(text));
    return result && stripVTControlCharacters(result);
  };

  it('has what is its own and nothing else', () => {
    const logged = { level: 'INFO', message: 'sent', timestamp: 't', service: 's', correlation_id: 'c', lagMs: 7 };
    expect(read(logged)).toBe('00:00:00.000 send-message INFO sent correlation_id=c lagMs=7');
  });

  it('is as it was when it is no JSON', () => {
    expect(read('plain')).toBe('00:00:00.000 send-message plain');
  });

  it('is none for metrics and for what Lambda itself says', () => {
    expect(read({ _aws: {} })).toBeUndefined();
    expect(read('START RequestId: 1 Version: $LATEST')).toBeUndefined();
  });
});

describe('the window of metrics', () => {
  const metric = (name: string, value: number | number[]) => ({
    _aws: { CloudWatchMetrics: [{ Metrics: [{ Name: name }] }] },
    [name]: value,
  });

  it('adds up what functions wrote, and forgets what is old', () => {
    const window = createMetricWindow(1000);
    window.add([line(metric('MessagesSent', 1), 0), line('no metric', 0), line('{"_aws"', 0)], 0);
    window.add([line(metric('MessagesSent', [2, 3]), 500)], 500);
    expect(window.sum('MessagesSent')).toBe(6);
    window.add([], 1200);
    expect(window.values('MessagesSent')).toEqual([2, 3]);
    expect(window.sum('Other')).toBe(0);
  });

  it('knows percentiles', () => {
    expect(percentile([30, 10, 20, 40], 50)).toBe(20);
    expect(percentile([30, 10, 20, 40], 95)).toBe(40);
    expect(percentile([], 50)).toBeUndefined();
  });
});
