import { identityRoutes } from '../contract/routes/identity-routes.ts';
import { Invalid } from '../domain/errors.ts';
import { answerChallenge } from '../domain/mfa/answer-challenge.ts';
import { confirmMfa } from '../domain/mfa/confirm-mfa.ts';
import { proofReader } from '../platform/dpop.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { loginDeps } from '../platform/login-deps.ts';

const route = identityRoutes['verify-mfa'];
const readProof = proofReader(route);
const deps = loginDeps();

export const handler = httpRoute(route, async ({ asCaller, headers, body, origin }) => {
  const { email, session, code, recoveryCode, deviceId } = body;
  if (email !== undefined && session !== undefined) {
    const device = { deviceId, proof: await readProof(headers.dpop) };
    const shown = { code, recoveryCode };
    return { status: 200, json: await answerChallenge(deps, { email, session, shown, device, origin }) };
  }
  return asCaller(async (caller) => {
    if (code === undefined) throw new Invalid([{ path: 'code', message: 'is required' }]);
    return { status: 200, json: await confirmMfa(deps, { caller, code, origin }) };
  });
});
