import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod';
import { errorCodes } from '../../contract/error-codes.ts';
import type { SessionId, TenantId, UserId } from '../../contract/identifiers.ts';
import type { Problem } from '../../contract/problem.ts';
import type { HttpRoute } from '../../contract/routes/http-route.ts';
import { securityHeaders } from '../../contract/security-headers.ts';
import type { Caller } from '../../domain/caller.ts';
import { systemClock } from '../../domain/clock.ts';
import {
  type ChatError,
  Invalid,
  RateLimited,
  StaleRevision,
  Unauthenticated,
  Unavailable,
} from '../../domain/errors.ts';
import type { RequestOrigin } from '../../domain/request-origin.ts';
import type { Denials } from '../../domain/sessions/denials.ts';
import { accessTokenReader } from '../access-token.ts';
import { dynamoClient } from '../clients.ts';
import { environment } from '../environment.ts';
import { logger } from '../observability.ts';
import { originGuard } from '../origin-guard.ts';
import { CachedDenials } from '../repositories/cached-denials.ts';
import { DenialRepository } from '../repositories/denial-repository.ts';
import { withinTenant } from '../tenant-fence.ts';
import { correlationHeader, correlationIdOf } from './correlation-id.ts';
import { toldError } from './errors.ts';
import { observed } from './observed.ts';
import { userAgentIn } from './user-agent.ts';
import { answerBySchema, validate } from './validate.ts';

type Output<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;
type Field<Route, Name extends string> =
  Route extends Readonly<Record<Name, infer Schema>> ? Output<Schema> : undefined;

/** What a route's function gets: validated, with the caller where the route wants one. */
export interface HttpRequest<Route extends HttpRoute> {
  readonly parameters: Field<Route, 'parameters'>;
  readonly query: Field<Route, 'query'>;
  readonly headers: Field<Route, 'headers'>;
  readonly body: Field<Route, 'body'>;
  readonly caller: { open: undefined; bearer: Caller; optional: undefined }[Route['authentication']];
  /**
   * Runs something for the caller whose access token came along, in the tenant of that; on a route that asks for one only
   * in some cases, where what comes along else counts for nothing.
   *
   * @throws Unauthenticated no token that is in force came along, or the session has ended
   */
  readonly asCaller: {
    open: undefined;
    bearer: undefined;
    optional: <Result>(run: (caller: Caller) => Promise<Result>) => Promise<Result>;
  }[Route['authentication']];
  readonly correlationId: string;
  readonly origin: RequestOrigin;
  /** The client's IP address. */
  readonly clientAddress: string;
  /** As API Gateway gives them, for routes that answer more paths. */
  readonly rawParameters: Readonly<Record<string, string | undefined>>;
}

/** A route's answer; `json` becomes the body, or `body` as it is. */
export interface HttpAnswer<Status extends number> {
  readonly status: Status;
  readonly json?: unknown;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Of a route that has nothing to be told: what else is said to it is refused by name, as everywhere. */
const NoBody = z.strictObject({}).optional();

const schemaOf = ({ method, body }: HttpRoute): z.ZodType | undefined =>
  body ?? (method === 'GET' ? undefined : NoBody);

/** A body that API Gateway takes for bytes, as text. */
const utf8Of = (base64: string): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(base64, 'base64'));
  } catch (cause) {
    throw Object.assign(new Invalid([{ path: '', message: 'must be UTF-8' }], 'cannot read the body'), { cause });
  }
};

/** The body as JSON; undefined where there is none, which some routes allow. */
const jsonBody = ({ body = '', isBase64Encoded }: APIGatewayProxyEventV2): unknown => {
  const text = isBase64Encoded ? utf8Of(body) : body;
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw Object.assign(new Invalid([{ path: '', message: 'must be a JSON object' }], 'cannot read the body'), {
      cause,
    });
  }
};

/** Path parameters without their percent-encoding; ids and names hold no percent sign of their own. */
const decoded = (parameters: Readonly<Record<string, string | undefined>>) =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, value = '']) => {
      try {
        return [name, decodeURIComponent(value)];
      } catch {
        throw new Invalid([{ path: name, message: 'must be percent-encoded UTF-8' }]);
      }
    }),
  );

/** Claims as the authorizer verified them; a route that wants a caller is never reached without. */
const callerIn = (claims: Record<string, unknown>): Caller => {
  const { tenant_id: tenantId, username: userId, origin_jti: sessionId, token_use: use } = claims;
  if (!tenantId || !userId || !sessionId || use !== 'access') {
    throw new Unauthenticated('cannot tell who asks; the token is no access token of ours');
  }
  return { tenantId: tenantId as TenantId, userId: userId as UserId, sessionId: sessionId as SessionId };
};

const callerOf = (event: APIGatewayProxyEventV2): Caller => {
  const { authorizer } = event.requestContext as { authorizer?: { jwt?: { claims?: Record<string, unknown> } } };
  return callerIn(authorizer?.jwt?.claims ?? {});
};

/** How a route's caller is known. */
const callerReader = ({ authentication }: HttpRoute) => {
  if (authentication !== 'optional') return async (event: APIGatewayProxyEventV2) => callerOf(event);
  const claimsOf = accessTokenReader();
  return async ({ headers: { authorization } }: APIGatewayProxyEventV2) => callerIn(await claimsOf(authorization));
};

/** Who is denied, as a warm function remembers it for some seconds. */
const cachedDenials = (): Denials =>
  new CachedDenials(new DenialRepository(dynamoClient(), environment('LIVE_TABLE'), systemClock), systemClock);

/** The authorizer checks what a token says; whether it was taken back since, it can't tell. */
const requireNotDenied = async (denials: Denials, caller: Caller): Promise<void> => {
  if (await denials.has(caller)) throw new Unauthenticated('cannot go on; the session has ended');
};

const problemOf = (error: ChatError, correlationId: string): Problem => ({
  type: `urn:chemchat:problem:${error.code.toLowerCase().replaceAll('_', '-')}`,
  title: errorCodes[error.code].title,
  status: errorCodes[error.code].status,
  detail: error.detail,
  code: error.code,
  correlationId,
  ...(error.errors && { errors: [...error.errors] }),
  ...(error instanceof StaleRevision && { current: error.current }),
});

const inSeconds = (ms: number): string => String(Math.ceil(ms / 1000));

/** draft-ietf-httpapi-ratelimit-headers-10: what the limit is, and that nothing is left until then. */
const limitHeaders = ({ policy: { name, quota, windowMs }, retryAfterMs = 0 }: RateLimited) => ({
  'ratelimit-policy': `"${name}";q=${quota};w=${inSeconds(windowMs)}`,
  ratelimit: `"${name}";r=0;t=${inSeconds(retryAfterMs)}`,
});

const errorAnswer = (error: ChatError, correlationId: string): APIGatewayProxyStructuredResultV2 => {
  const problem = problemOf(error, correlationId);
  return {
    statusCode: problem.status,
    headers: {
      ...securityHeaders,
      'content-type': 'application/problem+json',
      [correlationHeader]: correlationId,
      ...(error.retryAfterMs !== undefined && { 'retry-after': inSeconds(error.retryAfterMs) }),
      ...(error instanceof RateLimited && limitHeaders(error)),
    },
    body: JSON.stringify(problem),
  };
};

/** Instead of API Gateway's own 502, which tells of the function and not of the request. */
const lateAnswer = (): APIGatewayProxyStructuredResultV2 => {
  logger.warn('request took too long');
  return errorAnswer(
    new Unavailable('cannot answer in time; it may have been done'),
    String(logger.getCorrelationId()),
  );
};

/**
 * A Lambda handler for one HTTP route: validates by the route's schemas, knows the caller, refuses one
 * whose session has ended, and turns the answer or the error into what the contract says.
 */
export const httpRoute = <Route extends HttpRoute, Status extends keyof Route['answers'] & number>(
  route: Route,
  answer: (request: HttpRequest<Route>) => Promise<HttpAnswer<Status>>,
  /** Answers a body that breaks the rules, where there is an answer; undefined: it is refused. */
  answerInvalid?: (request: Omit<HttpRequest<Route>, 'body'>, said: unknown) => Promise<HttpAnswer<Status> | undefined>,
) => {
  const admit = originGuard();
  const readCaller = callerReader(route);
  const denials = route.authentication === 'open' ? undefined : cachedDenials();
  const bodySchema = schemaOf(route);
  const run = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const { requestId } = event.requestContext;
    const correlationId = correlationIdOf(event.headers, requestId);
    logger.setCorrelationId(correlationId);
    // The id of the request in API Gateway's own log too, whatever correlation id the client sent.
    logger.appendKeys({ requestId });
    try {
      const clientAddress = await admit(event.headers, event.requestContext.http.sourceIp);
      logger.appendKeys({ clientAddress });
      const rawParameters = decoded(event.pathParameters ?? {});
      const asCaller = async <Result>(run: (caller: Caller) => Promise<Result>): Promise<Result> => {
        const caller = await readCaller(event);
        logger.appendKeys({ tenantId: caller.tenantId, userId: caller.userId });
        return withinTenant(caller.tenantId, async () => {
          if (denials) await requireNotDenied(denials, caller);
          return run(caller);
        });
      };
      const proceed = (caller?: Caller) => {
        const request = {
          caller,
          asCaller,
          parameters: route.parameters && validate(route.parameters, rawParameters),
          query: route.query && validate(route.query, event.queryStringParameters ?? {}),
          headers: route.headers && validate(route.headers, event.headers),
          correlationId,
          origin: { correlationId, ip: clientAddress, userAgent: userAgentIn(event.headers['user-agent']) },
          clientAddress,
          rawParameters,
        } as Omit<HttpRequest<Route>, 'body'>;
        return answerBySchema(bodySchema && jsonBody(event), {
          schema: bodySchema,
          answer: (body) => answer({ ...request, body } as HttpRequest<Route>),
          answerInvalid: answerInvalid && ((said) => answerInvalid(request, said)),
        });
      };
      const { status, json, body, headers } = await (route.authentication === 'bearer' ? asCaller(proceed) : proceed());
      return {
        statusCode: status,
        headers: {
          ...securityHeaders,
          ...(json !== undefined && { 'content-type': 'application/json' }),
          [correlationHeader]: correlationId,
          ...headers,
        },
        body: json === undefined ? (body ?? '') : JSON.stringify(json),
      };
    } catch (error) {
      return errorAnswer(toldError(error), correlationId);
    }
  };
  return observed(run, { late: lateAnswer });
};
