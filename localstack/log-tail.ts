import {
  type CloudWatchLogsClient,
  type FilteredLogEvent,
  FilterLogEventsCommand,
  paginateDescribeLogGroups,
} from '@aws-sdk/client-cloudwatch-logs';

/** One line of a function's log. */
export interface LogLine {
  /** The function's name: the last part of its log group's. */
  readonly source: string;
  readonly atMs: number;
  readonly text: string;
}

/** Log groups of the local deployment begin so. */
const groupPrefix = '/chemchat/local/';
/** Lines may arrive this late and are still seen. */
const lateMs = 5_000;

const groupNames = async (client: CloudWatchLogsClient): Promise<string[]> => {
  const names: string[] = [];
  for await (const { logGroups = [] } of paginateDescribeLogGroups({ client }, { logGroupNamePrefix: groupPrefix })) {
    for (const { logGroupName } of logGroups) if (logGroupName) names.push(logGroupName);
  }
  return names;
};

const identityOf = ({ eventId, logStreamName, timestamp, message }: FilteredLogEvent) =>
  eventId ?? `${logStreamName} ${timestamp} ${message}`;

export interface LogTailOptions {
  /** From when on lines are wanted, in ms since 1970. */
  readonly sinceMs: number;
  /** Only functions whose name has this in it. */
  readonly source?: string;
}

/** Follows the logs of all functions: each call gives the lines that are new since the last, in the order of their times. */
export const createLogTail = (client: CloudWatchLogsClient, { sinceMs, source = '' }: LogTailOptions) => {
  let fromMs = sinceMs;
  let seen = new Set<string>();
  return async (): Promise<LogLine[]> => {
    const polledAtMs = Date.now();
    const names = (await groupNames(client)).filter((name) => name.slice(groupPrefix.length).includes(source));
    const found = await Promise.all(
      names.map(async (logGroupName) => {
        const { events = [] } = await client.send(new FilterLogEventsCommand({ logGroupName, startTime: fromMs }));
        return events.map((event) => ({ event, id: `${logGroupName} ${identityOf(event)}`, group: logGroupName }));
      }),
    );
    const all = found.flat();
    const fresh = all.filter(({ id }) => !seen.has(id));
    seen = new Set(all.map(({ id }) => id));
    fromMs = Math.max(fromMs, polledAtMs - lateMs);
    return fresh
      .map(({ event, group }) => ({
        source: group.slice(groupPrefix.length),
        atMs: event.timestamp ?? polledAtMs,
        text: (event.message ?? '').trimEnd(),
      }))
      .toSorted((one, other) => one.atMs - other.atMs);
  };
};
