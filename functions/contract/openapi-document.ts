import { createDocument, type ZodOpenApiPathsObject, type ZodOpenApiResponsesObject } from 'zod-openapi';
import { type ErrorCode, errorCodes } from './error-codes.ts';
import { httpRoutes } from './http-routes.ts';
import { Problem } from './problem.ts';
import type { HttpRoute } from './routes/http-route.ts';

const problem = (codes: readonly ErrorCode[]) => ({
  description: codes.map((code) => `${code}: ${errorCodes[code].title}`).join('; '),
  content: { 'application/problem+json': { schema: Problem } },
});

const errorCodesOf = (route: HttpRoute): readonly ErrorCode[] => [
  ...(route.parameters || route.query || route.headers || route.body ? (['VALIDATION_FAILED'] as const) : []),
  ...(route.authentication === 'bearer' ? (['UNAUTHENTICATED'] as const) : []),
  ...route.errors,
  'INTERNAL',
];

const responsesOf = (route: HttpRoute): ZodOpenApiResponsesObject => {
  const answers = Object.entries(route.answers).map(([status, { description, schema }]) => [
    status,
    { description, ...(schema && { content: { 'application/json': { schema } } }) },
  ]);
  const byStatus = Map.groupBy(errorCodesOf(route), (code) => String(errorCodes[code].status));
  const errors = [...byStatus].map(([status, codes]) => [status, problem(codes)]);
  return Object.fromEntries([...errors, ...answers]);
};

const operationOf = (id: string, route: HttpRoute) => ({
  operationId: id,
  summary: route.summary,
  security: { open: [], bearer: [{ bearer: [] }], optional: [{}, { bearer: [] }] }[route.authentication],
  ...((route.parameters || route.query || route.headers) && {
    requestParams: {
      ...(route.parameters && { path: route.parameters }),
      ...(route.query && { query: route.query }),
      ...(route.headers && { header: route.headers }),
    },
  }),
  ...(route.body && {
    requestBody: {
      required: !route.body.safeParse(undefined).success,
      content: { 'application/json': { schema: route.body } },
    },
  }),
  responses: responsesOf(route),
});

/** The OpenAPI 3.1 document of the HTTP API, from the schemas that validate its requests. */
export const openApiDocument = () => {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [id, route] of Object.entries(httpRoutes)) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(id, route) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'ChemChat',
      version: '1.0.0',
      description: 'The HTTP side of ChemChat. What happens live comes by WebSocket: see the AsyncAPI document.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths: paths as ZodOpenApiPathsObject,
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
  });
};
