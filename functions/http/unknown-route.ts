import { NotFound } from '../domain/errors.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';

/** What API Gateway knows no route for; by itself it would answer with a body that is none of the contract's. */
const unknownRoute = {
  method: 'GET',
  path: '$default',
  authentication: 'open',
  summary: 'Answer what no route takes',
  answers: {},
  errors: ['NOT_FOUND'],
} as const;

export const handler = httpRoute(unknownRoute, async () => {
  throw new NotFound('what was asked for; no route has this method and path');
});
