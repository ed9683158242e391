import { arch } from 'node:process';
import {
  CliCredentialsStackSynthesizer,
  DefaultStackSynthesizer,
  type IStackSynthesizer,
  Stack,
  type StackSynthesizer,
} from 'aws-cdk-lib';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

/** Where a deployment goes. */
export type TargetName = 'aws' | 'local';

/** An API Gateway API as its clients reach it. */
export interface ApiAddress {
  readonly apiId: string;
  readonly stageName: string;
}

/** The WebSocket API with the endpoint of its @connections API, the stage included. */
export interface ConnectionsAddress extends ApiAddress {
  readonly endpoint: string;
}

/**
 * Everything in which a deployment to the local cloud differs from one to AWS.
 * Constructs ask it and never compare the target's name.
 */
export interface Target {
  readonly name: TargetName;
  /** A new synthesizer for each stack; the local cloud refuses the bootstrap roles their bucket. */
  readonly synthesizer: () => IStackSynthesizer;
  /** The processor that functions run on. */
  readonly architecture: Architecture;
  /** Whether X-Ray takes traces. */
  readonly tracing: boolean;
  /** Whether a WebSocket route needs a RouteResponse to answer; the local cloud always answers and doesn't know them. */
  readonly routeResponses: boolean;
  /** Whether queues and topics refuse what does not come by TLS, which the local cloud does not have. */
  readonly enforceTls: boolean;
  /** Whether GuardDuty scans files that arrive; else a function does that knows a test file. */
  readonly malwareProtection: boolean;
  /** Whether the bus can keep an archive of its events. */
  readonly eventArchive: boolean;
  /** Whether API Gateway needs a role of the account to write a WebSocket API's access log. */
  readonly accessLogRole: boolean;
  /** Where OpenSearch is already; undefined: it is made. */
  readonly searchEndpoint: string | undefined;
  /** What a function must be granted to look at a bus. */
  readonly busArns: (bus: EventBus) => string[];
  /** What a function must be granted to send mail from an identity. */
  readonly mailArns: (identityArn: string) => string[];
  /** Base URL of an HTTP API's default stage, without a slash at its end. */
  readonly httpUrl: (scope: Construct, apiId: string) => string;
  /** URL that WebSocket clients connect to. */
  readonly webSocketUrl: (scope: Construct, api: ApiAddress) => string;
  /** Endpoint of the @connections API, the stage included. */
  readonly connectionsEndpoint: (scope: Construct, api: ApiAddress) => string;
}

// CDK's own class falls short of its interface under exactOptionalPropertyTypes.
const synthesizer = (made: StackSynthesizer): IStackSynthesizer => made as IStackSynthesizer;

const executeApiHost = (scope: Construct, apiId: string): string => {
  const { region, urlSuffix } = Stack.of(scope);
  return `${apiId}.execute-api.${region}.${urlSuffix}`;
};

const awsTarget: Target = {
  name: 'aws',
  synthesizer: () => synthesizer(new DefaultStackSynthesizer()),
  architecture: Architecture.ARM_64,
  tracing: true,
  routeResponses: true,
  enforceTls: true,
  malwareProtection: true,
  eventArchive: true,
  accessLogRole: true,
  searchEndpoint: undefined,
  busArns: ({ eventBusArn }) => [eventBusArn],
  mailArns: (identityArn) => [identityArn],
  httpUrl: (scope, apiId) => `https://${executeApiHost(scope, apiId)}`,
  webSocketUrl: (scope, { apiId, stageName }) => `wss://${executeApiHost(scope, apiId)}/${stageName}`,
  connectionsEndpoint: (scope, { apiId, stageName }) => `https://${executeApiHost(scope, apiId)}/${stageName}`,
};

/**
 * @param endpoint where the local cloud listens, such as http://localhost:4566
 * @param searchEndpoint where OpenSearch listens
 */
const localTarget = (endpoint: string, searchEndpoint: string): Target => {
  const gateway = `${endpoint.replace(/\/+$/, '')}/_aws/execute-api`;
  return {
    name: 'local',
    synthesizer: () => synthesizer(new CliCredentialsStackSynthesizer()),
    architecture: arch === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64,
    tracing: false,
    routeResponses: false,
    enforceTls: false,
    malwareProtection: false,
    eventArchive: false,
    accessLogRole: false,
    searchEndpoint,
    // It takes the name in DescribeEventBus for that of a rule on the default bus.
    busArns: (bus) => [
      bus.eventBusArn,
      Stack.of(bus).formatArn({ service: 'events', resource: 'rule', resourceName: `default/${bus.eventBusName}` }),
    ],
    // It looks at no identity when mail is sent.
    mailArns: () => ['*'],
    httpUrl: (_scope, apiId) => `${gateway}/${apiId}/$default`,
    webSocketUrl: (_scope, { apiId, stageName }) => `${gateway.replace(/^http/, 'ws')}/${apiId}/${stageName}`,
    connectionsEndpoint: (_scope, { apiId, stageName }) => `${gateway}/${apiId}/${stageName}`,
  };
};

/**
 * The target of that name. The local cloud's address comes from AWS_ENDPOINT_URL, http://localhost:4566 without it, that of
 * OpenSearch beside it from SEARCH_ENDPOINT, http://localhost:9201 without it.
 */
export const targetNamed = (name: TargetName, environment: NodeJS.ProcessEnv = process.env): Target =>
  name === 'aws'
    ? awsTarget
    : localTarget(
        environment.AWS_ENDPOINT_URL ?? 'http://localhost:4566',
        environment.SEARCH_ENDPOINT ?? 'http://localhost:9201',
      );
