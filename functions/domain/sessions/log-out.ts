import pMap from 'p-map';
import type { Caller } from '../caller.ts';
import type { Clock } from '../clock.ts';
import type { RequestOrigin } from '../request-origin.ts';
import type { IdentityProvider } from '../users/identity-provider.ts';
import { endingEntry } from './session-entries.ts';
import type { Sessions } from './sessions.ts';

/** What logging out needs. */
export interface LogOutDeps {
  readonly sessions: Pick<Sessions, 'list' | 'revoke'>;
  readonly identities: Pick<IdentityProvider, 'revokeAll'>;
  readonly clock: Clock;
}

const revokedAtOnce = 10;

/** Ends the caller's session, or all of the caller's: the own one last, so that a request that fails can come again. */
export const logOut = async (
  { sessions, identities, clock }: LogOutDeps,
  {
    caller,
    allDevices,
    origin,
  }: { readonly caller: Caller; readonly allDevices: boolean; readonly origin: RequestOrigin },
): Promise<void> => {
  if (allDevices) {
    const others = (await sessions.list(caller)).filter(({ sessionId }) => sessionId !== caller.sessionId);
    await pMap(others, (other) => sessions.revoke(other, endingEntry(other, 'session.revoked', origin, { clock })), {
      concurrency: revokedAtOnce,
    });
  }
  await sessions.revoke(caller, endingEntry(caller, 'session.logged-out', origin, { clock }));
  if (allDevices) await identities.revokeAll(caller.userId);
};
