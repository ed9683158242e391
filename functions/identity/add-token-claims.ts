import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda';
import { TenantId, UserId } from '../contract/identifiers.ts';
import { NotFound } from '../domain/errors.ts';
import { dynamoClient } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { observed } from '../platform/handlers/observed.ts';
import { UserRepository } from '../platform/repositories/user-repository.ts';

const users = new UserRepository(dynamoClient(), environment('CHAT_TABLE'));

/**
 * Puts the tenant and the tenant's roles into access tokens, as Cognito makes them: at login and at each refresh, so
 * that a changed role is in the next token. An account without a profile gets none.
 */
export const handler = observed(async (event: PreTokenGenerationV2TriggerEvent) => {
  const tenantId = TenantId.parse(event.request.userAttributes['custom:tenant_id']);
  const user = await users.read(tenantId, UserId.parse(event.userName));
  if (user === undefined) throw new NotFound('profile of the account');
  event.response.claimsAndScopeOverrideDetails = {
    accessTokenGeneration: { claimsToAddOrOverride: { tenant_id: tenantId, roles: user.roles.join(' ') } },
  };
  return event;
});
