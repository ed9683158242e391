import pMap from 'p-map';
import type { Caller } from '../caller.ts';
import type { IdentityProvider } from '../users/identity-provider.ts';
import type { Sessions } from './sessions.ts';

/** What logging out needs. */
export interface LogOutDeps {
  readonly sessions: Pick<Sessions, 'list' | 'revoke'>;
  readonly identities: Pick<IdentityProvider, 'revokeAll'>;
}

const revokedAtOnce = 10;

/** Ends the caller's session, or all of the caller's: the own one last, so that a request that fails can come again. */
export const logOut = async (
  { sessions, identities }: LogOutDeps,
  { caller, allDevices }: { readonly caller: Caller; readonly allDevices: boolean },
): Promise<void> => {
  if (allDevices) {
    const others = (await sessions.list(caller)).filter(({ sessionId }) => sessionId !== caller.sessionId);
    await pMap(others, (other) => sessions.revoke(other), { concurrency: revokedAtOnce });
  }
  await sessions.revoke(caller);
  if (allDevices) await identities.revokeAll(caller.userId);
};
