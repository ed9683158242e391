import { adminRoutes } from '../contract/routes/admin-routes.ts';
import { listAuditEntries } from '../domain/audit/list-audit-entries.ts';
import { systemClock } from '../domain/clock.ts';
import { dynamoClient } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { AuditRepository } from '../platform/repositories/audit-repository.ts';
import { UserRepository } from '../platform/repositories/user-repository.ts';

const deps = {
  audit: new AuditRepository(dynamoClient(), environment('AUDIT_TABLE')),
  users: new UserRepository(dynamoClient(), environment('CHAT_TABLE')),
  clock: systemClock,
};

export const handler = httpRoute(adminRoutes['list-audit-entries'], async ({ caller, query }) => ({
  status: 200,
  json: await listAuditEntries(deps, { caller, ...query }),
}));
