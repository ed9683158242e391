import type { LogLine } from './log-tail.ts';

interface Sample {
  readonly metric: string;
  readonly value: number;
  readonly atMs: number;
}

/** The samples in one line of a log, if it is a document of CloudWatch's embedded metric format. */
const samplesIn = ({ text, atMs }: LogLine): Sample[] => {
  if (!text.includes('"_aws"')) return [];
  try {
    const document = JSON.parse(text);
    const names: string[] = document._aws.CloudWatchMetrics.flatMap(({ Metrics }: { Metrics: { Name: string }[] }) =>
      Metrics.map(({ Name }) => Name),
    );
    return names.flatMap((metric) =>
      [document[metric]].flat().map((value) => ({ metric, value: Number(value), atMs })),
    );
  } catch {
    return [];
  }
};

/** The metrics that functions wrote to their logs in the last `windowMs`. */
export const createMetricWindow = (windowMs: number) => {
  let samples: Sample[] = [];
  const values = (metric: string) => samples.filter((sample) => sample.metric === metric).map(({ value }) => value);
  return {
    /** Takes in new lines, and lets go of what is older than the window. */
    add(lines: readonly LogLine[], nowMs: number): void {
      samples = [...samples, ...lines.flatMap(samplesIn)].filter(({ atMs }) => atMs > nowMs - windowMs);
    },
    values,
    sum: (metric: string): number => values(metric).reduce((sum, value) => sum + value, 0),
  };
};

/** The smallest value that `percent` of all are not above; undefined when there are none. */
export const percentile = (values: readonly number[], percent: number): number | undefined =>
  values.toSorted((one, other) => one - other)[Math.ceil((values.length * percent) / 100) - 1];
