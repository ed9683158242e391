import { DescribeUserPoolCommand } from '@aws-sdk/client-cognito-identity-provider';
import { DescribeEventBusCommand } from '@aws-sdk/client-eventbridge';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Health } from '../contract/health.ts';
import { tenantPrefix } from '../contract/partitions.ts';
import { systemClock } from '../domain/clock.ts';
import { checkHealth, type Dependency } from '../domain/health/check-health.ts';
import { remembered } from '../domain/health/remembered.ts';
import { cognitoClient, dynamoClient, eventBridgeClient } from './clients.ts';
import { environment } from './environment.ts';
import { probeOf, searchAddress } from './search/search-deps.ts';

/** Anybody may ask, and what is asked answers only so often: Cognito's quota for describing a pool is the account's. */
const keepMs = 5_000;

const dependencies = (): readonly Dependency[] => {
  const [dynamo, cognito, eventBridge] = [dynamoClient(), cognitoClient(), eventBridgeClient()];
  const [EventBus, UserPoolId] = [environment('EVENT_BUS'), environment('USER_POOL_ID')];
  /** A read of an item that is never there: a real answer of the table for half a read unit. */
  const readNothing = (TableName: string) => () =>
    dynamo.send(new GetCommand({ TableName, Key: { PK: tenantPrefix, SK: 'HEALTH' } }));
  const address = searchAddress();
  return [
    { name: 'chatTable', vital: true, probe: readNothing(environment('CHAT_TABLE')) },
    { name: 'liveTable', vital: true, probe: readNothing(environment('LIVE_TABLE')) },
    { name: 'eventBus', vital: false, probe: () => eventBridge.send(new DescribeEventBusCommand({ Name: EventBus })) },
    { name: 'userPool', vital: false, probe: () => cognito.send(new DescribeUserPoolCommand({ UserPoolId })) },
    // A collection that has gone to sleep would be woken by being asked, and cost for as long as somebody asks.
    ...(address === undefined || address.service === 'aoss'
      ? []
      : [{ name: 'search', vital: false, probe: probeOf(address) }]),
  ];
};

/** Reads the health of all that the system leans on, as it was within the last seconds. */
export const healthReader = (): (() => Promise<Health>) => {
  const [clock, all] = [systemClock, dependencies()];
  return remembered({ clock }, keepMs, () => checkHealth({ clock }, all));
};
