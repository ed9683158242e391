import { httpRoutes } from '../contract/http-routes.ts';
import { refreshSession } from '../domain/sessions/refresh-session.ts';
import { proofReader } from '../platform/dpop.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { tokenDeps } from '../platform/session-deps.ts';

const route = httpRoutes['refresh-session'];
const readProof = proofReader(route);
const deps = tokenDeps();

export const handler = httpRoute(route, async ({ headers, body }) => ({
  status: 200,
  json: await refreshSession(deps, {
    ...body,
    idempotencyKey: headers['idempotency-key'],
    proof: await readProof(headers.dpop),
  }),
}));
