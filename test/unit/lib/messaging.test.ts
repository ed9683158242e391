import { describe, expect, it } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { httpRoutes } from '../../../functions/contract/http-routes.ts';
import type { HttpRoute } from '../../../functions/contract/routes/http-route.ts';
import { websocketActions } from '../../../functions/contract/websocket-actions.ts';
import { ofType, type Synthesized, synthesize } from './synthesize.ts';

const dev = synthesize({ stage: 'dev', metrics: 'open' });
const production = synthesize({ stage: 'production' });
const local = synthesize({ stage: 'local' });

/** Routes by their keys, with a slash those of the HTTP API. */
const routesOf = (stage: Synthesized) =>
  new Map(
    ofType(stage, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => {
      const isHttpDefault = Properties.RouteKey === '$default' && /^HttpApi/.test(Properties.ApiId.Ref);
      return [isHttpDefault ? '$default /' : Properties.RouteKey, Properties];
    }),
  );
const apiOf = (stage: Synthesized, protocol: 'HTTP' | 'WEBSOCKET') =>
  ofType(stage, 'AWS::ApiGatewayV2::Api').find(({ Properties }) => Properties.ProtocolType === protocol)?.Properties;
const stages = 'AWS::ApiGatewayV2::Stage';

const contract = Object.values(httpRoutes as Record<string, HttpRoute>).flatMap((route) =>
  [route.path, ...(route.morePaths ?? [])].map((path) => ({ ...route, routeKey: `${route.method} ${path}` })),
);
const open = contract.filter(({ authentication }) => authentication !== 'bearer');
const bearer = contract.filter(({ authentication }) => authentication === 'bearer');

describe('the HTTP API', () => {
  it("has the contract's routes, and one for all others", () => {
    const httpKeys = [...routesOf(dev).keys()].filter((key) => key.includes('/'));
    expect(httpKeys.sort()).toEqual(['$default /', ...contract.map(({ routeKey }) => routeKey)].sort());
  });

  it('goes without the documents and what is measured where the operator keeps them from the world', () => {
    const keptBack = (stage: Synthesized) =>
      contract.map(({ routeKey }) => routeKey).filter((routeKey) => !routesOf(stage).has(routeKey));
    const documents = ['/api/docs', '/api/docs/{asset}', '/api/docs-json', '/api/asyncapi-json'].map(
      (at) => `GET ${at}`,
    );
    expect(keptBack(production)).toEqual(['GET /metrics', ...documents]);
    expect(keptBack(synthesize({ stage: 'dev' }))).toEqual(['GET /metrics']);
    expect(keptBack(synthesize({ stage: 'production', apiDocs: 'open', metrics: 'open' }))).toEqual([]);
    expect(keptBack(local)).toEqual([]);
  });

  it.each(bearer.map(({ routeKey }) => routeKey))('takes access tokens alone on %s', (routeKey) => {
    for (const stage of [dev, production, local]) {
      expect(routesOf(stage).get(routeKey)).toMatchObject({
        AuthorizationType: 'JWT',
        AuthorizerId: { Ref: expect.stringMatching(/^HttpApiUserPool/) },
        AuthorizationScopes: ['aws.cognito.signin.user.admin'],
      });
    }
  });

  it.each(open.map(({ routeKey }) => routeKey))('asks for nothing on %s', (routeKey) => {
    const route = routesOf(dev).get(routeKey);
    expect(route.AuthorizationType).toBe('NONE');
    expect(route.AuthorizerId).toBeUndefined();
  });

  it('answers what no route takes itself, whoever asks', () => {
    for (const stage of [dev, production, local]) {
      expect(routesOf(stage).get('$default /')).toMatchObject({ AuthorizationType: 'NONE' });
    }
  });

  it("trusts the user pool's tokens for our client and no others", () => {
    const imported = (name: string) => ({ 'Fn::ImportValue': Match.stringLikeRegexp(name) });
    dev.http.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: {
        Audience: [imported('UserPoolClient')],
        Issuer: {
          'Fn::Join': ['', Match.arrayWith(['https://cognito-idp.', imported('ExportsOutputRefIdentityUserPool')])],
        },
      },
    });
  });

  it('lets browsers call from the allowed origins alone', () => {
    expect(apiOf(dev, 'HTTP').CorsConfiguration.AllowOrigins).toEqual(['http://localhost:3000']);
    expect(apiOf(production, 'HTTP').CorsConfiguration).toBeUndefined();
    expect(apiOf(dev, 'HTTP').CorsConfiguration.AllowHeaders).toEqual(
      expect.arrayContaining(['authorization', 'dpop', 'idempotency-key']),
    );
  });
});

describe('the WebSocket API', () => {
  it('asks the authorizer who connects, without an identity source that could be missing', () => {
    expect(routesOf(dev).get('$connect')).toMatchObject({
      AuthorizationType: 'CUSTOM',
      AuthorizerId: { Ref: expect.any(String) },
    });
    dev.chat.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', { AuthorizerType: 'REQUEST', IdentitySource: [] });
  });

  it("has the contract's actions, and what API Gateway itself calls", () => {
    const keys = [...routesOf(dev).keys()].filter((key) => !key.includes('/'));
    expect(keys.sort()).toEqual(['$connect', '$default', '$disconnect', ...Object.keys(websocketActions)].sort());
  });

  it('finds the action in the frame', () => {
    expect(apiOf(dev, 'WEBSOCKET').RouteSelectionExpression).toBe('$request.body.action');
  });

  it('answers every action on AWS through a RouteResponse', () => {
    const answering = ['$default', ...Object.keys(websocketActions)];
    dev.chat.resourceCountIs('AWS::ApiGatewayV2::RouteResponse', answering.length);
    for (const routeKey of answering) {
      expect(routesOf(dev).get(routeKey).RouteResponseSelectionExpression).toBe('$default');
    }
    expect(routesOf(dev).get('$connect').RouteResponseSelectionExpression).toBeUndefined();
  });

  it('has none on the local cloud, which answers by itself and does not know them', () => {
    local.chat.resourceCountIs('AWS::ApiGatewayV2::RouteResponse', 0);
  });

  it('lets functions post by the endpoint of where they run', () => {
    const endpoints = (stage: Synthesized) =>
      ofType(stage, 'AWS::Lambda::Function')
        .map(({ Properties }) => Properties.Environment.Variables.CONNECTIONS_ENDPOINT)
        .filter((endpoint) => endpoint !== undefined)
        .map((endpoint) => JSON.stringify(endpoint));
    // Its own stack names the API by reference, the HTTP API's by import.
    expect(new Set(endpoints(dev)).size).toBe(2);
    for (const endpoint of endpoints(dev)) expect(endpoint).toMatch(/"https:\/\/".*\.execute-api\..*"\/ws"/);
    for (const endpoint of endpoints(local)) expect(endpoint).toMatch(/"http:\/\/localhost:4566\/_aws\/execute-api\//);
  });
});

describe('both APIs', () => {
  it('log every request, and never the query string, for tokens are in it', () => {
    for (const stage of [dev, production]) {
      const logs = ofType(stage, stages).map(({ Properties }) => Properties.AccessLogSettings);
      expect(logs).toHaveLength(2);
      for (const { DestinationArn, Format } of logs) {
        expect(DestinationArn['Fn::GetAtt'][0]).toMatch(/AccessLogLogs/);
        expect(Object.values(JSON.parse(Format)).join(' ')).not.toMatch(/query|path|protocol|request\.|header/i);
        expect(Object.keys(JSON.parse(Format))).toEqual(expect.arrayContaining(['requestId', 'routeKey', 'status']));
      }
    }
  });

  it('never log what goes over the wire', () => {
    for (const { Properties } of ofType(production, stages)) {
      expect(Properties.DefaultRouteSettings).not.toHaveProperty('DataTraceEnabled');
      expect(Properties.DefaultRouteSettings).not.toHaveProperty('LoggingLevel');
    }
  });

  it('are throttled', () => {
    expect(ofType(production, stages).map(({ Properties }) => Properties.DefaultRouteSettings)).toEqual([
      { ThrottlingBurstLimit: 3_000, ThrottlingRateLimit: 3_000 },
      { ThrottlingBurstLimit: 2_000, ThrottlingRateLimit: 2_000 },
    ]);
  });

  it("let API Gateway write the WebSocket API's log, unless the account has a role for that", () => {
    dev.chat.hasResource('AWS::ApiGateway::Account', { DeletionPolicy: 'Retain' });
    synthesize({ stage: 'dev', apiGatewayLogRole: 'exists' }).chat.resourceCountIs('AWS::ApiGateway::Account', 0);
    local.chat.resourceCountIs('AWS::ApiGateway::Account', 0);
  });

  it('have names of their own with TLS when the stage has a domain', () => {
    const certificateArn = 'arn:aws:acm:eu-west-1:111122223333:certificate/1';
    const { chat, http } = synthesize({ stage: 'production', domainName: 'chat.example.com', certificateArn });
    for (const [stack, DomainName] of [
      [http, 'api.chat.example.com'],
      [chat, 'ws.chat.example.com'],
    ] as const) {
      stack.hasResourceProperties('AWS::ApiGatewayV2::DomainName', {
        DomainName,
        DomainNameConfigurations: [Match.objectLike({ CertificateArn: certificateArn })],
      });
      stack.resourceCountIs('AWS::ApiGatewayV2::ApiMapping', 1);
    }
    http.hasOutput('HttpApiUrl', { Value: 'https://api.chat.example.com' });
    chat.hasOutput('WebSocketUrl', { Value: 'wss://ws.chat.example.com/ws' });
    http.hasOutput('HttpDomainTarget', {});
    chat.hasOutput('WebSocketDomainTarget', {});
  });

  it('put out what clients, scripts and tests look for', () => {
    for (const name of ['HttpApiId', 'HttpApiUrl']) dev.http.hasOutput(name, {});
    for (const name of ['WebSocketApiId', 'WebSocketUrl']) dev.chat.hasOutput(name, {});
  });
});
