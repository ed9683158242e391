import { operationRoutes } from '../contract/routes/operation-routes.ts';
import { systemClock } from '../domain/clock.ts';
import { remembered } from '../domain/health/remembered.ts';
import { cloudWatchClient } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { healthReader } from '../platform/health.ts';
import { exposition } from '../platform/metrics/exposition.ts';
import { readAlarms, readMeasurements } from '../platform/metrics/measurements.ts';

const deployment = {
  client: cloudWatchClient(),
  namespace: environment('POWERTOOLS_METRICS_NAMESPACE'),
  service: environment('POWERTOOLS_SERVICE_NAME'),
  alarmPrefix: environment('ALARM_PREFIX'),
};
const readHealth = healthReader();
const clock = systemClock;
const minutes = 5;

/** Anybody may ask, and reading what is measured costs: it changes once a minute. */
const keepMs = 60_000;
const measured = remembered({ clock }, keepMs, async () => {
  const [measurements, alarms] = await Promise.all([
    readMeasurements(deployment, { nowMs: clock.nowMs(), minutes }),
    readAlarms(deployment),
  ]);
  return { measurements, alarms };
});

export const handler = httpRoute(operationRoutes['get-metrics'], async () => {
  const [health, { measurements, alarms }] = await Promise.all([readHealth(), measured()]);
  const { text, contentType } = await exposition({ health, alarms, measurements, minutes });
  return { status: 200, body: text, headers: { 'content-type': contentType } };
});
