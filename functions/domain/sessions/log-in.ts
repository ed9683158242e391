import type { OutboxEvent } from '../../contract/events.ts';
import type { TenantId, UserId } from '../../contract/identifiers.ts';
import type { LoggedIn } from '../../contract/identity.ts';
import { auditEntry } from '../audit/audit-entry.ts';
import { InvalidCredentials } from '../errors.ts';
import type { Outbox } from '../outbox.ts';
import type { RequestOrigin } from '../request-origin.ts';
import type { IdentityProvider } from '../users/identity-provider.ts';
import type { LoginName, Users } from '../users/users.ts';
import { forgetFailedLogins, type LoginTurnsDeps, noteFailedLogin, requireLoginTurn } from './login-turns.ts';
import { type Device, type OpenSessionDeps, openSession } from './open-session.ts';

/** What logging in needs. */
export interface LogInDeps extends OpenSessionDeps, LoginTurnsDeps {
  readonly users: Pick<Users, 'findByLoginName' | 'read'>;
  readonly identities: Pick<IdentityProvider, 'checkPassword'>;
  /** Best effort: a login that failed changed nothing that its entry could be committed with. */
  readonly bestEffort: Pick<Outbox, 'publish'>;
}

/** Whose denial is looked for where there is nobody. */
const defaultTenant = 'default' as TenantId;

/** A person who wants in. */
export interface LogIn {
  readonly name: LoginName;
  readonly password: string;
  /** The client's IP address. */
  readonly address: string;
  readonly origin: RequestOrigin;
  readonly device: Device;
}

/**
 * Checks the password and opens a session for the device.
 *
 * Failures under the name and from the address put off the next attempts. Attempts at once are told apart after the
 * provider's answer, in the order in which their failures are counted: one that comes after the last free failure learns
 * nothing, with the right password neither.
 *
 * @throws RateLimited too many attempts have failed
 * @throws InvalidCredentials the name and the password do not belong together, the address is not confirmed, or the
 *   person or the tenant is denied
 * @throws Unauthenticated the proof of possession was used before
 */
export const logIn = async (deps: LogInDeps, { name, password, address, origin, device }: LogIn): Promise<LoggedIn> => {
  const attempt = { name, address };
  const [who, seen] = await Promise.all([deps.users.findByLoginName(name), requireLoginTurn(deps, attempt)]);
  const nobody = { tenantId: defaultTenant, userId: deps.newId() as UserId };
  // The provider is asked for nobody where there is nobody, or somebody who is shut out or has not confirmed the address: so
  // that it takes as long as a wrong password, whatever the password is.
  const isShutOut = (await deps.denials.has(who ?? nobody)) || who?.isConfirmed === false;
  const tokens = await deps.identities.checkPassword(who && !isShutOut ? who.userId : nobody.userId, password);
  const refuse = async (): Promise<never> => {
    await noteFailedLogin(deps, attempt, seen);
    await deps.bestEffort.publish(failedLogin(deps, who, origin));
    throw new InvalidCredentials();
  };
  if (!who || isShutOut || !tokens) return refuse();
  const [user, seenSince] = await Promise.all([
    deps.users.read(who.tenantId, who.userId),
    requireLoginTurn(deps, attempt),
  ]);
  if (!user || user.deactivatedAt !== undefined) return refuse();
  await forgetFailedLogins(deps, attempt, seenSince);
  return openSession(deps, { user, tokens, device, origin });
};

/** What is told of a failed login: to the tenant of who was named; of nobody, to no tenant, but told as well. */
const failedLogin = (
  { clock, newId }: Pick<LogInDeps, 'clock' | 'newId'>,
  who: { readonly tenantId: TenantId; readonly userId: UserId } | undefined,
  origin: RequestOrigin,
): OutboxEvent => {
  const version = 1;
  const { correlationId } = origin;
  if (who === undefined) {
    return {
      type: 'login.unknown',
      detail: { version, ...origin, timestamp: new Date(clock.nowMs()).toISOString() },
    };
  }
  const target = { type: 'person', id: who.userId } as const;
  const entry = auditEntry(newId(), { action: 'login.failed', actorId: who.userId, target }, origin, clock);
  return { type: 'audit.recorded', detail: { version, tenantId: who.tenantId, correlationId, entry } };
};
