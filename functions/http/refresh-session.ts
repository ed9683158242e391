import { identityRoutes } from '../contract/routes/identity-routes.ts';
import { clientNetwork } from '../domain/limits/client-network.ts';
import { takeToken } from '../domain/limits/take-token.ts';
import { refreshSession } from '../domain/sessions/refresh-session.ts';
import { bucketDeps } from '../platform/bucket-deps.ts';
import { proofReader } from '../platform/dpop.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { tokenDeps } from '../platform/session-deps.ts';

const route = identityRoutes['refresh-session'];
const readProof = proofReader(route);
const deps = tokenDeps();
const buckets = bucketDeps();

export const handler = httpRoute(route, async ({ headers, body, clientAddress, origin }) => {
  await takeToken(buckets, { action: 'refresh', address: clientNetwork(clientAddress) });
  const proof = await readProof(headers.dpop);
  const refresh = { ...body, origin, idempotencyKey: headers['idempotency-key'], proof };
  return { status: 200, json: await refreshSession(deps, refresh) };
});
