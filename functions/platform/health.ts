import { DescribeUserPoolCommand } from '@aws-sdk/client-cognito-identity-provider';
import { DescribeEventBusCommand } from '@aws-sdk/client-eventbridge';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { tenantPrefix } from '../contract/partitions.ts';
import { systemClock } from '../domain/clock.ts';
import { checkHealth, type Dependency } from '../domain/health/check-health.ts';
import { remembered } from '../domain/health/remembered.ts';
import { cognitoClient, dynamoClient, eventBridgeClient } from './clients.ts';
import { environment } from './environment.ts';
import { probeOf, searchAddress } from './search/search-deps.ts';

const dynamo = dynamoClient();
const cognito = cognitoClient();
const eventBridge = eventBridgeClient();

/** A read of an item that is never there: a real answer of the table for half a read unit. */
const readNothing = (TableName: string) => () =>
  dynamo.send(new GetCommand({ TableName, Key: { PK: tenantPrefix, SK: 'HEALTH' } }));

const dependencies: readonly Dependency[] = [
  { name: 'chatTable', vital: true, probe: readNothing(environment('CHAT_TABLE')) },
  { name: 'liveTable', vital: true, probe: readNothing(environment('LIVE_TABLE')) },
  {
    name: 'eventBus',
    vital: false,
    probe: () => eventBridge.send(new DescribeEventBusCommand({ Name: environment('EVENT_BUS') })),
  },
  {
    name: 'userPool',
    vital: false,
    probe: () => cognito.send(new DescribeUserPoolCommand({ UserPoolId: environment('USER_POOL_ID') })),
  },
];

/** A collection that has gone to sleep would be woken by being asked, and cost for as long as somebody asks. */
const address = searchAddress();
const search: readonly Dependency[] =
  address === undefined || address.service === 'aoss'
    ? []
    : [{ name: 'search', vital: false, probe: probeOf(address) }];

/** Anybody may ask, and what is asked answers only so often: Cognito's quota for describing a pool is the account's. */
const keepMs = 5_000;
const clock = systemClock;

/** The health of all that the system leans on, as it was within the last seconds. */
export const readHealth = remembered({ clock }, keepMs, () => checkHealth({ clock }, [...dependencies, ...search]));
