import { identityRoutes } from '../contract/routes/identity-routes.ts';
import { logIn } from '../domain/sessions/log-in.ts';
import type { LoginName } from '../domain/users/users.ts';
import { proofReader } from '../platform/dpop.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { loginDeps } from '../platform/login-deps.ts';

const route = identityRoutes['log-in'];
const readProof = proofReader(route);
const deps = loginDeps();

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
