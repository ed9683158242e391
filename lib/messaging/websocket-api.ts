import { Validations } from 'aws-cdk-lib';
import {
  type CfnApi,
  type IWebSocketRouteAuthorizer,
  WebSocketApi,
  WebSocketStage,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Construct } from 'constructs';
import { type WebSocketActionName, websocketActions } from '../../functions/contract/websocket-actions.ts';
import type { Deployment } from '../deployment.ts';
import { ChatFunction } from '../functions/chat-function.ts';
import type { Capabilities, FunctionNeeds } from '../functions/needs.ts';
import type { ConnectionsAddress } from '../target.ts';
import { AccessLog } from './access-log.ts';
import { ApiDomain } from './api-domain.ts';
import { ApiGatewayLogRole } from './api-gateway-log-role.ts';
import type { RouteFunction } from './http-functions.ts';
import { pascalCase } from './pascal-case.ts';
import {
  actionFunctions,
  authorizerFunction,
  type LifecycleRoute,
  lifecycleFunctions,
  lifecycleRouteKeys,
  withFrames,
} from './websocket-functions.ts';

export interface ChatWebSocketApiProps {
  readonly deployment: Deployment;
  /** All but the connections, which are of this API. */
  readonly capabilities: Omit<Capabilities, 'connections'>;
}

interface Route {
  readonly routeKey: string;
  readonly file: string;
  readonly description: string;
  readonly routeFunction: RouteFunction;
  readonly authorizer?: IWebSocketRouteAuthorizer;
  /** Whether what the function returns goes to the client as a frame. */
  readonly answers: boolean;
}

/** The WebSocket API: a function for each action of the contract, and one that decides who may connect. */
export class ChatWebSocketApi extends Construct {
  readonly api: WebSocketApi;
  readonly address: ConnectionsAddress;
  readonly url: string;
  /** All of its functions: their failures don't show in the API's own metrics. */
  readonly functions: readonly ChatFunction<keyof FunctionNeeds>[];
  readonly #deployment: Deployment;
  readonly #capabilities: Capabilities;

  constructor(scope: Construct, id: string, { deployment, capabilities }: ChatWebSocketApiProps) {
    super(scope, id);
    const { settings, target } = deployment;

    this.api = new WebSocketApi(this, 'Api', {
      apiName: `chemchat-${settings.stage}-websocket`,
      routeSelectionExpression: '$request.body.action',
    });
    (this.api.node.defaultChild as CfnApi).disableExecuteApiEndpoint = settings.edge !== undefined;
    // The name is the last part of the URL, the same as in front, so that an edge needs to rewrite nothing.
    const api = { apiId: this.api.apiId, stageName: 'ws' };
    const domain = ApiDomain.of(this, { deployment, label: 'ws', title: 'WebSocket' });
    this.address = {
      ...api,
      endpoint: domain ? `https://${domain.name}/${api.stageName}` : target.connectionsEndpoint(this, api),
    };
    this.#deployment = deployment;
    this.#capabilities = { ...capabilities, connections: this.address };

    const accessLog = new AccessLog(this, 'AccessLog', {
      deployment,
      name: 'websocket-access',
      fields: {
        requestId: 'requestId',
        requestTime: 'requestTime',
        sourceIp: 'identity.sourceIp',
        eventType: 'eventType',
        routeKey: 'routeKey',
        connectionId: 'connectionId',
        status: 'status',
        integrationLatencyMs: 'integrationLatency',
        integrationError: 'integrationErrorMessage',
        authorizerError: 'authorizer.error',
        userId: 'authorizer.principalId',
      },
    });
    const stage = new WebSocketStage(this, 'Stage', {
      webSocketApi: this.api,
      stageName: this.address.stageName,
      autoDeploy: true,
      throttle: settings.throttling.webSocket,
      accessLogSettings: accessLog.settings,
      ...(domain && { domainMapping: { domainName: domain.domainName, mappingKey: this.address.stageName } }),
    });
    if (target.accessLogRole && settings.apiGatewayLogRole === 'create') {
      stage.node.addDependency(new ApiGatewayLogRole(this, 'LogRole').account);
    }
    this.url = domain
      ? `wss://${domain.publicName}/${this.address.stageName}`
      : target.webSocketUrl(this, this.address);

    const authorizer = this.#addFunction('authorize-connection', 'Decides who may connect', authorizerFunction);
    const lifecycle = (Object.keys(lifecycleRouteKeys) as LifecycleRoute[]).map((file) =>
      this.#addRoute({
        routeKey: lifecycleRouteKeys[file],
        file,
        description: `Handles ${lifecycleRouteKeys[file]}`,
        routeFunction: lifecycleFunctions[file],
        answers: file === 'unknown-action',
        ...(file === 'connect' && {
          // No identity source: the token may also come as a sub-protocol, and API Gateway asks for all of them.
          authorizer: new WebSocketLambdaAuthorizer('Connect', authorizer.lambda, { identitySource: [] }),
        }),
      }),
    );
    const actions = (Object.keys(websocketActions) as WebSocketActionName[]).map((action) =>
      this.#addRoute({
        routeKey: action,
        file: action.replaceAll('.', '-'),
        description: websocketActions[action].summary,
        routeFunction: actionFunctions[action],
        answers: true,
      }),
    );
    this.functions = [authorizer, ...lifecycle, ...actions];
  }

  #addFunction(
    file: string,
    description: string,
    { needs, ...rest }: RouteFunction,
  ): ChatFunction<keyof FunctionNeeds> {
    return new ChatFunction<keyof FunctionNeeds>(this, pascalCase(file), {
      deployment: this.#deployment,
      handler: `websocket/${file}`,
      description,
      needs,
      capabilities: this.#capabilities,
      ...rest,
    });
  }

  #addRoute({
    routeKey,
    file,
    description,
    routeFunction,
    authorizer,
    answers,
  }: Route): ChatFunction<keyof FunctionNeeds> {
    const added = this.#addFunction(file, description, answers ? withFrames(routeFunction) : routeFunction);
    const route = this.api.addRoute(routeKey, {
      integration: new WebSocketLambdaIntegration(pascalCase(file), added.lambda),
      returnResponse: answers && this.#deployment.target.routeResponses,
      ...(authorizer && { authorizer }),
    });
    if (!authorizer) {
      Validations.of(route).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason: 'API Gateway authorizes a WebSocket at $connect; what it found is with every later frame.',
      });
    }
    return added;
  }
}
