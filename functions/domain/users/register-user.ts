import type { AuditEntry } from '../../contract/audit.ts';
import type { TenantId, UserId } from '../../contract/identifiers.ts';
import { auditEntry } from '../audit/audit-entry.ts';
import type { Clock } from '../clock.ts';
import { AlreadyExists, type ChatError, Forbidden, Unavailable } from '../errors.ts';
import type { CodeQueue } from '../mailed-codes/code-queue.ts';
import type { RequestOrigin } from '../request-origin.ts';
import { type Admission, type AdmissionDeps, admit, type Joiner, notAdmitted } from './admission.ts';
import type { IdentityProvider } from './identity-provider.ts';
import { type PasswordRule, requireUncommon } from './require-uncommon.ts';
import type { AddOutcome, UserRecord, Users } from './users.ts';

/** What registering needs. */
export interface RegisterUserDeps extends AdmissionDeps, PasswordRule {
  readonly users: Users;
  readonly identities: IdentityProvider;
  /** A new UUID, ordered by time. */
  readonly newId: () => string;
  /** Four to six random digits or letters, to tell made usernames apart. */
  readonly newSuffix: () => string;
  /** Whether who registers has to confirm the address, where the tenant does not say. */
  readonly confirmAddresses: boolean;
  /** Whether the deployment sends mail at all. */
  readonly sendsMail: boolean;
  readonly codeQueue: CodeQueue;
}

/** A person to register; the address and the username are in lower case. */
export interface RegisterUser {
  readonly email: string;
  readonly password: string;
  readonly displayName: string;
  readonly username?: string | undefined;
  /** Left out: that of the invitation, or else the default one. */
  readonly tenant?: TenantId | undefined;
  /** An invitation's token. */
  readonly invitation?: string | undefined;
  readonly origin: RequestOrigin;
}

/** The part of an address before the @, cut to what a username may be. */
const usernameFrom = (email: string): string =>
  (email.split('@')[0] ?? '')
    .replace(/[^a-z0-9._-]/g, '')
    .replace(/^[._-]+/, '')
    .slice(0, 24)
    .replace(/[._-]+$/, '') || 'user';

const attempts = 4;

/**
 * Registers a person; whose registration makes a tenant is its admin. The account is made first: one that got no
 * profile can't be found by any login name, so a crash in between leaves nothing that anybody sees.
 *
 * Where the address has to be confirmed, its code is mailed behind that; who gets none can ask for another.
 *
 * Who may join which tenant is told before anything is looked for, and asked again by the transaction.
 *
 * @throws Invalid the password is one of the most common
 * @throws Forbidden the person may not join, and is not told why
 * @throws AlreadyExists the address or the username is taken
 * @throws Unavailable the address would have to be confirmed, and the deployment sends no mail
 */
export const registerUser = async (
  deps: RegisterUserDeps,
  { email, password, displayName, username, tenant, invitation, origin }: RegisterUser,
): Promise<{ userId: UserId; tenantId: TenantId; confirmationRequired: boolean }> => {
  requireUncommon(deps, 'password', password);
  const { users, identities } = deps;
  const joiner = { email, tenant, invitation };
  const admission = await admit(deps, joiner);
  const { tenantId } = admission;
  const confirmationRequired = admission.tenant?.confirmAddresses ?? deps.confirmAddresses;
  if (confirmationRequired && !deps.sendsMail) throw new Unavailable('cannot register; the deployment sends no mail');
  // Spares the identity provider the account in the common case; the transaction decides.
  if (await users.findByLoginName({ kind: 'email', value: email })) throw emailTaken();

  const userId = deps.newId() as UserId;
  await identities.createAccount({ userId, tenantId, email, password });
  const createdAt = new Date(deps.clock.nowMs()).toISOString();
  const refusal = await addProfile(
    deps,
    { tenantId, userId, email, displayName, username, createdAt },
    { admission, joiner, isConfirmed: !confirmationRequired, origin },
  ).catch(async (error: unknown) => {
    // Asked anew who may join, which is when nothing was written.
    if (error instanceof Forbidden) return error;
    // It may have been written although nobody said so, or be about to be: the account stays.
    if (!(await hasProfile(users, tenantId, userId))) throw error;
    return undefined;
  });
  if (refusal) {
    await identities.deleteAccount(userId);
    throw refusal;
  }
  if (confirmationRequired) await deps.codeQueue.put({ requestId: deps.newId(), purpose: 'confirmation', email });
  return { userId, tenantId, confirmationRequired };
};

/** Whether the profile is known to be there. */
const hasProfile = (users: Pick<Users, 'read'>, tenantId: TenantId, userId: UserId): Promise<boolean> =>
  users.read(tenantId, userId).then(
    (user) => user !== undefined,
    () => false,
  );

const emailTaken = () => new AlreadyExists('email', 'cannot register; the e-mail address is taken');
const usernameTaken = () => new AlreadyExists('username', 'cannot register; the username is taken');

/** The entry of the audit that tells of a registration. */
const registrationEntry = (
  { userId, username, roles }: UserRecord,
  { invitation }: Admission,
  origin: RequestOrigin,
  clock: Clock,
): AuditEntry =>
  auditEntry(
    `registration.${userId}`,
    {
      action: 'person.registered',
      actorId: userId,
      target: { type: 'person', id: userId },
      after: { username, roles: [...roles], ...(invitation && { invitationId: invitation.invitationId }) },
    },
    origin,
    clock,
  );

type Profile = Omit<UserRecord, 'roles' | 'username'> & { readonly username: string | undefined };

/** How a person joins. */
interface Joining {
  readonly admission: Admission;
  readonly joiner: Joiner;
  readonly isConfirmed: boolean;
  readonly origin: RequestOrigin;
}

/**
 * Adds the profile, or tells why nothing was written. A made username that is taken gets a suffix. Where the tenant is no
 * longer as it was, whoever made it or changed it, who may join is asked anew.
 */
const addProfile = async (
  deps: RegisterUserDeps,
  profile: Profile,
  { joiner, isConfirmed, origin, ...joining }: Joining,
): Promise<ChatError | undefined> => {
  let username = profile.username ?? usernameFrom(profile.email);
  let { admission } = joining;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const { roles, tenant, invitation } = admission;
    const user: UserRecord = { ...profile, username, roles };
    const outcome: AddOutcome = await deps.users.add(user, {
      foundsTenant: tenant === undefined,
      settingsVersion: tenant?.settingsVersion,
      invitation,
      isConfirmed,
      entry: registrationEntry(user, admission, origin, deps.clock),
    });
    switch (outcome) {
      case 'added':
        return undefined;
      case 'email-taken':
        return emailTaken();
      case 'username-taken':
        if (profile.username !== undefined) return usernameTaken();
        username = `${usernameFrom(profile.email)}-${deps.newSuffix()}`;
        break;
      case 'invitation-gone':
        return notAdmitted();
      case 'contended':
        return new Unavailable('cannot register; somebody else is doing so');
      case 'tenant-exists':
      case 'tenant-changed':
        admission = await admit(deps, joiner);
        break;
    }
  }
  return new Unavailable('cannot register; no free username was found');
};
