import { identityRoutes } from '../contract/routes/identity-routes.ts';
import { enableMfa } from '../domain/mfa/enable-mfa.ts';
import { dynamoClient } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { mfaDeps } from '../platform/mfa-deps.ts';
import { UserRepository } from '../platform/repositories/user-repository.ts';

const deps = { ...mfaDeps(), users: new UserRepository(dynamoClient(), environment('CHAT_TABLE')) };

export const handler = httpRoute(identityRoutes['enable-mfa'], async ({ caller }) => ({
  status: 200,
  json: await enableMfa(deps, caller),
}));
