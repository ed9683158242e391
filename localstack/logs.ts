import { styleText } from 'node:util';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { Instance } from './instance.ts';
import { localAws } from './local-aws.ts';
import { createLogTail, type LogLine } from './log-tail.ts';

const everyMs = 700;
/** Lines of the last minutes come first. */
const lookBackMs = 120_000;

/** Fields that every line of a function has, of no use to a reader here. */
const boilerplate = new Set([
  ...['level', 'message', 'timestamp', 'service', 'cold_start', 'function_arn', 'function_memory_size'],
  ...['function_name', 'function_request_id', 'sampling_rate', 'xray_trace_id'],
]);

const colours = { ERROR: 'red', CRITICAL: 'red', WARN: 'yellow', INFO: 'green' } as const;

const parse = (text: string): Record<string, unknown> | undefined => {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : undefined;
  } catch {
    return undefined;
  }
};

/** What Lambda itself says of each invocation. */
const platformLine = /^(START|END|REPORT) RequestId: /;

/** A line for reading: time, function, level, message, and its own fields. Undefined for metrics and Lambda's own lines. */
export const readable = ({ source, atMs, text }: LogLine): string | undefined => {
  const fields = parse(text);
  if ((fields && '_aws' in fields) || platformLine.test(text)) return undefined;
  const start = `${new Date(atMs).toISOString().slice(11, 23)} ${styleText('cyan', source)}`;
  if (!fields) return `${start} ${text}`;
  const level = String(fields.level ?? '');
  const colour = colours[level as keyof typeof colours] ?? 'dim';
  const own = Object.entries(fields).filter(([name]) => !boilerplate.has(name));
  const rest = own.map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return [start, styleText(colour, level), String(fields.message ?? ''), styleText('dim', rest.join(' '))]
    .join(' ')
    .trimEnd();
};

/** Prints the functions' logs as they are written, until the process is interrupted. */
export const followLogs = async (instance: Instance, source: string | undefined): Promise<never> => {
  const poll = createLogTail(new CloudWatchLogsClient(localAws(instance)), {
    sinceMs: Date.now() - lookBackMs,
    ...(source && { source }),
  });
  for (;;) {
    for (const line of await poll()) {
      const text = readable(line);
      if (text) console.log(text);
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
};
