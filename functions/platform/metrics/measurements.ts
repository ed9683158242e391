import {
  type CloudWatchClient,
  type MetricDataQuery,
  type MetricDataResult,
  paginateDescribeAlarms,
  paginateGetMetricData,
  paginateListMetrics,
} from '@aws-sdk/client-cloudwatch';

/** What was measured over a window, all functions together. */
export interface Measurement {
  /** As it is called in the table of docs/operations.md: `MessagesSent`. */
  readonly name: string;
  readonly sum: number;
  readonly maximum: number;
  /** How often it was measured. */
  readonly count: number;
}

/** Whether something that is watched is wrong. */
export interface AlarmState {
  readonly name: string;
  readonly firing: boolean;
}

/** Where this deployment's measurements and alarms are. */
export interface MeasuredDeployment {
  readonly client: CloudWatchClient;
  /** Powertools' namespace and service, under which functions measure. */
  readonly namespace: string;
  readonly service: string;
  /** What the names of its alarms begin with. */
  readonly alarmPrefix: string;
}

const periodSeconds = 60;
const statistics = ['Sum', 'Maximum', 'SampleCount'] as const;
/** GetMetricData takes 500 queries, and each metric is three of them. */
const metricsPerRead = Math.floor(500 / statistics.length);

/** The names of what was measured within the last three hours, and no more than one read takes. */
const namesOf = async ({ client, namespace, service }: MeasuredDeployment): Promise<readonly string[]> => {
  const names = new Set<string>();
  const input = {
    Namespace: namespace,
    Dimensions: [{ Name: 'service', Value: service }],
    RecentlyActive: 'PT3H' as const,
  };
  for await (const { Metrics = [] } of paginateListMetrics({ client }, input)) {
    for (const { MetricName, Dimensions = [] } of Metrics) {
      if (MetricName !== undefined && Dimensions.length === 1) names.add(MetricName);
    }
  }
  return [...names].sort().slice(0, metricsPerRead);
};

const valuesOf = (results: readonly MetricDataResult[], id: string): readonly number[] =>
  results.filter(({ Id }) => Id === id).flatMap(({ Values = [] }) => Values);
const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/**
 * What was measured in the last whole minutes before a moment; what was not measured in them is left out. Costs one
 * ListMetrics, and $0.01 for 1,000 metrics times three (aws.amazon.com/cloudwatch/pricing).
 */
export const readMeasurements = async (
  deployment: MeasuredDeployment,
  { nowMs, minutes }: { readonly nowMs: number; readonly minutes: number },
): Promise<readonly Measurement[]> => {
  const { client, namespace, service } = deployment;
  const names = await namesOf(deployment);
  if (names.length === 0) return [];
  const endSeconds = Math.floor(nowMs / 1000 / periodSeconds) * periodSeconds;
  const queries: MetricDataQuery[] = names.flatMap((MetricName, index) =>
    statistics.map((Stat) => ({
      Id: `${Stat.toLowerCase()}${index}`,
      MetricStat: {
        Metric: { Namespace: namespace, MetricName, Dimensions: [{ Name: 'service', Value: service }] },
        Period: periodSeconds,
        Stat,
      },
    })),
  );
  const results: MetricDataResult[] = [];
  const input = {
    MetricDataQueries: queries,
    StartTime: new Date((endSeconds - minutes * 60) * 1000),
    EndTime: new Date(endSeconds * 1000),
  };
  for await (const { MetricDataResults = [] } of paginateGetMetricData({ client }, input)) {
    results.push(...MetricDataResults);
  }
  return names.flatMap((name, index) => {
    const counts = valuesOf(results, `samplecount${index}`);
    if (counts.length === 0) return [];
    const maximum = Math.max(...valuesOf(results, `maximum${index}`));
    return [{ name, sum: total(valuesOf(results, `sum${index}`)), maximum, count: total(counts) }];
  });
};

/** All alarms of the deployment, by the last part of their names. */
export const readAlarms = async ({ client, alarmPrefix }: MeasuredDeployment): Promise<readonly AlarmState[]> => {
  const alarms: AlarmState[] = [];
  for await (const { MetricAlarms = [] } of paginateDescribeAlarms({ client }, { AlarmNamePrefix: alarmPrefix })) {
    for (const { AlarmName = '', StateValue } of MetricAlarms) {
      alarms.push({ name: AlarmName.slice(alarmPrefix.length), firing: StateValue === 'ALARM' });
    }
  }
  return alarms;
};
