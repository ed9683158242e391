import { httpRoutes } from '../contract/http-routes.ts';
import { logIn } from '../domain/sessions/log-in.ts';
import type { LoginName } from '../domain/users/users.ts';
import { bestEffortOutbox } from '../platform/best-effort-outbox.ts';
import { dynamoClient } from '../platform/clients.ts';
import { proofReader } from '../platform/dpop.ts';
import { environment } from '../platform/environment.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { mfaDeps } from '../platform/mfa-deps.ts';
import { LoginChallengeRepository } from '../platform/repositories/login-challenge-repository.ts';
import { sessionIdOf, tokenDeps } from '../platform/session-deps.ts';

const route = httpRoutes['log-in'];
const readProof = proofReader(route);
const deps = {
  ...tokenDeps(),
  ...mfaDeps(),
  challenges: new LoginChallengeRepository(dynamoClient(), environment('LIVE_TABLE')),
  bestEffort: bestEffortOutbox(),
  sessionIdOf,
};

export const handler = httpRoute(
  route,
  async ({ headers, clientAddress, origin, body: { email, username, password, deviceId, deviceName, mfaToken } }) => {
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
        mfaToken,
      }),
    };
  },
);
