import { type UseCodeDeps, useCode } from '../mailed-codes/use-code.ts';
import type { RequestOrigin } from '../request-origin.ts';
import { accountEntry } from './account-entry.ts';
import type { Users } from './users.ts';

/** What confirming an address needs. */
export interface ConfirmAddressDeps extends UseCodeDeps {
  readonly users: Pick<Users, 'findByLoginName' | 'read' | 'confirm'>;
}

/** Somebody who got the code that was mailed to an address. */
export interface ConfirmAddress {
  readonly email: string;
  readonly code: string;
  /** The client's IP address. */
  readonly address: string;
  readonly origin: RequestOrigin;
}

/**
 * Confirms that an address is its person's, who can log in from then on.
 *
 * @throws RateLimited too many tries
 * @throws Invalid it is not the code, or can no longer be used
 */
export const confirmAddress = (deps: ConfirmAddressDeps, { origin, ...shown }: ConfirmAddress): Promise<void> =>
  useCode(deps, { ...shown, purpose: 'confirmation' }, async (requestId) => {
    const who = await deps.users.findByLoginName({ kind: 'email', value: shown.email });
    const user = who && (await deps.users.read(who.tenantId, who.userId));
    if (!user) return;
    await deps.users.confirm(user, accountEntry(requestId, 'person.confirmed', user, origin, deps.clock));
  });
