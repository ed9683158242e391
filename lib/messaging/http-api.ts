import { Duration, Validations } from 'aws-cdk-lib';
import {
  HttpRoute as ApiGatewayHttpRoute,
  CorsHttpMethod,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpRouteKey,
  HttpStage,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpUserPoolAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Construct } from 'constructs';
import { type HttpRouteId, httpRoutes } from '../../functions/contract/http-routes.ts';
import type { HttpRoute } from '../../functions/contract/routes/http-route.ts';
import type { Deployment } from '../deployment.ts';
import { ChatFunction } from '../functions/chat-function.ts';
import type { Capabilities, FunctionNeeds } from '../functions/needs.ts';
import { AccessLog } from './access-log.ts';
import { ApiDomain } from './api-domain.ts';
import { httpFunctions, isSwitchedOff, needsOf } from './http-functions.ts';
import { pascalCase } from './pascal-case.ts';

/** A scope that Cognito puts into access tokens alone: with it a route refuses ID tokens. */
const accessTokenScope = 'aws.cognito.signin.user.admin';

const acknowledgeOpen = (route: Construct, reason: string): void =>
  Validations.of(route).acknowledge({ id: 'AwsSolutions-APIG4', reason });

export interface ChatHttpApiProps {
  readonly deployment: Deployment;
  readonly capabilities: Capabilities;
}

/** The HTTP API: a function for each route of the contract, behind the user pool's JWT authorizer unless it is open. */
export class ChatHttpApi extends Construct {
  readonly api: HttpApi;
  readonly url: string;

  constructor(scope: Construct, id: string, { deployment, capabilities }: ChatHttpApiProps) {
    super(scope, id);
    const { settings, target } = deployment;
    const { pool, client } = capabilities.userPool;

    this.api = new HttpApi(this, 'Api', {
      apiName: `chemchat-${settings.stage}-http`,
      createDefaultStage: false,
      disableExecuteApiEndpoint: settings.edge !== undefined,
      // A route that nobody thought about is closed.
      defaultAuthorizer: new HttpUserPoolAuthorizer('UserPool', pool, { userPoolClients: [client] }),
      defaultAuthorizationScopes: [accessTokenScope],
      ...(settings.allowedOrigins.length > 0 && {
        corsPreflight: {
          allowOrigins: [...settings.allowedOrigins],
          allowMethods: [
            CorsHttpMethod.GET,
            CorsHttpMethod.POST,
            CorsHttpMethod.PUT,
            CorsHttpMethod.PATCH,
            CorsHttpMethod.DELETE,
          ],
          allowHeaders: ['authorization', 'content-type', 'dpop', 'idempotency-key', 'x-correlation-id'],
          exposeHeaders: ['ratelimit', 'ratelimit-policy', 'retry-after', 'x-correlation-id'],
          maxAge: Duration.hours(1),
        },
      }),
    });
    const domain = ApiDomain.of(this, { deployment, label: 'api', title: 'Http' });
    const accessLog = new AccessLog(this, 'AccessLog', {
      deployment,
      name: 'http-access',
      fields: {
        requestId: 'requestId',
        requestTime: 'requestTime',
        sourceIp: 'identity.sourceIp',
        routeKey: 'routeKey',
        status: 'status',
        responseLatencyMs: 'responseLatency',
        integrationLatencyMs: 'integrationLatency',
        integrationError: 'integrationErrorMessage',
        authorizerError: 'authorizer.error',
        userId: 'authorizer.claims.username',
      },
    });
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      autoDeploy: true,
      throttle: settings.throttling.http,
      accessLogSettings: accessLog.settings,
      ...(domain && { domainMapping: { domainName: domain.domainName } }),
    });
    this.url = domain ? `https://${domain.publicName}` : target.httpUrl(this, this.api.apiId);

    const reached = { ...capabilities, publicUrls: [...capabilities.publicUrls, this.url] };
    for (const [routeId, route] of Object.entries(httpRoutes) as [HttpRouteId, HttpRoute][]) {
      if (isSwitchedOff(routeId, settings)) continue;
      this.addRoute(routeId, route, { deployment, capabilities: reached });
    }
    this.addUnknownRoute({ deployment, capabilities: reached });
  }

  /** API Gateway's own answer to what it has no route for is no problem as the contract has them. */
  private addUnknownRoute({ deployment, capabilities }: ChatHttpApiProps): void {
    const { lambda } = new ChatFunction<keyof FunctionNeeds>(this, 'UnknownRoute', {
      needs: { originSecret: true },
      deployment,
      handler: 'http/unknown-route',
      description: 'Answer what no route takes',
      capabilities,
    });
    const route = new ApiGatewayHttpRoute(this, 'DefaultRoute', {
      httpApi: this.api,
      routeKey: HttpRouteKey.DEFAULT,
      integration: new HttpLambdaIntegration('UnknownRoute', lambda),
      authorizer: new HttpNoneAuthorizer(),
    });
    acknowledgeOpen(route, 'It says that there is nothing, to whoever asks.');
  }

  private addRoute(routeId: HttpRouteId, route: HttpRoute, { deployment, capabilities }: ChatHttpApiProps): void {
    const { lambda } = new ChatFunction<keyof FunctionNeeds>(this, pascalCase(routeId), {
      ...httpFunctions[routeId],
      needs: needsOf(routeId),
      deployment,
      handler: `http/${routeId}`,
      description: route.summary,
      capabilities,
    });
    const integration = new HttpLambdaIntegration(pascalCase(routeId), lambda);
    for (const path of [route.path, ...(route.morePaths ?? [])]) {
      const added = this.api.addRoutes({
        path,
        methods: [HttpMethod[route.method]],
        integration,
        ...(route.authentication !== 'bearer' && { authorizer: new HttpNoneAuthorizer(), authorizationScopes: [] }),
      });
      if (route.authentication === 'bearer') continue;
      for (const open of added) {
        acknowledgeOpen(open, 'The contract says that this route is open: it is called before signing in.');
      }
    }
  }
}
