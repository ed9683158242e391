import { decodeJwt } from 'jose';
import { v7 as uuidV7 } from 'uuid';
import { httpRoutes } from '../contract/http-routes.ts';
import { SessionId } from '../contract/identifiers.ts';
import { logIn } from '../domain/sessions/log-in.ts';
import type { LoginName } from '../domain/users/users.ts';
import { bestEffortOutbox } from '../platform/best-effort-outbox.ts';
import { dynamoClient } from '../platform/clients.ts';
import { proofReader } from '../platform/dpop.ts';
import { environment } from '../platform/environment.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { FailureCountRepository } from '../platform/repositories/failure-count-repository.ts';
import { tokenDeps } from '../platform/session-deps.ts';

const route = httpRoutes['log-in'];
const readProof = proofReader(route);
const deps = {
  ...tokenDeps(),
  failures: new FailureCountRepository(dynamoClient(), environment('LIVE_TABLE')),
  bestEffort: bestEffortOutbox(),
  newId: () => uuidV7(),
  // Straight from Cognito over TLS: there is no signature to doubt here.
  sessionIdOf: (accessToken: string) => SessionId.parse(decodeJwt(accessToken).origin_jti),
};

export const handler = httpRoute(
  route,
  async ({ headers, clientAddress, origin, body: { email, username, password, deviceId, deviceName } }) => {
    const name: LoginName =
      email !== undefined ? { kind: 'email', value: email } : { kind: 'username', value: username ?? '' };
    const proof = await readProof(headers.dpop);
    return {
      status: 200,
      json: await logIn(deps, {
        name,
        password,
        address: clientAddress,
        origin,
        device: { deviceId, deviceName, proof },
      }),
    };
  },
);
