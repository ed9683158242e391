import { Gauge, Registry } from 'prom-client';
import type { Health } from '../../contract/health.ts';
import type { AlarmState, Measurement } from './measurements.ts';

/** What is told of a deployment. */
export interface Exposed {
  readonly health: Health;
  readonly alarms: readonly AlarmState[];
  readonly measurements: readonly Measurement[];
  /** How long measurements go back, in minutes. */
  readonly minutes: number;
}

/** `MessagesSent` as Prometheus writes it: `chemchat_messages_sent`. */
const metricName = (name: string): string =>
  `chemchat${name.replace(/[^a-zA-Z0-9]+/g, '_').replace(/([A-Z])/g, (letter) => `_${letter.toLowerCase()}`)}`;

/**
 * A deployment in Prometheus' text format (prometheus.io, Exposition formats). All are gauges: functions come and go, and
 * nothing of theirs counts for ever.
 *
 * @returns the text, and its content type
 */
export const exposition = async ({ health, alarms, measurements, minutes }: Exposed) => {
  const registry = new Registry();
  const gauge = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Gauge({ name, help, labelNames, registers: [registry] });

  gauge('chemchat_up', '1: messages can be sent; 0: something that sending needs does not answer').set(
    health.status === 'down' ? 0 : 1,
  );
  const up = gauge('chemchat_dependency_up', '1: it answers as it should', 'dependency');
  const latency = gauge('chemchat_dependency_latency_seconds', 'How long its answer took', 'dependency');
  for (const [dependency, { status, latencyMs }] of Object.entries(health.services)) {
    up.set({ dependency }, status === 'ok' ? 1 : 0);
    latency.set({ dependency }, latencyMs / 1000);
  }
  const firing = gauge('chemchat_alarm_firing', '1: what the alarm watches is wrong', 'alarm');
  for (const { name, firing: isFiring } of alarms) firing.set({ alarm: name }, isFiring ? 1 : 0);
  for (const { name, ...statistics } of measurements) {
    const help = `${name} of the last ${minutes} whole minutes, over all functions`;
    const measured = gauge(metricName(name), help, 'statistic');
    for (const [statistic, value] of Object.entries(statistics)) measured.set({ statistic }, value);
  }
  return { text: await registry.metrics(), contentType: registry.contentType };
};
