import pMap from 'p-map';
import type { AuditEntry } from '../../contract/audit.ts';
import type { TenantId, UserId } from '../../contract/identifiers.ts';
import type { Clock } from '../clock.ts';
import { endingEntry } from './session-entries.ts';
import type { Sessions } from './sessions.ts';

/** What ending a person's sessions needs. */
export interface EndSessionsDeps {
  readonly sessions: Pick<Sessions, 'list' | 'revoke'>;
  readonly clock: Clock;
}

const revokedAtOnce = 10;

/**
 * Ends the sessions of who was shut out or set another password, from before that, but for the one that the entry says was
 * kept; what they began after that stays. Again ends what the first left.
 */
export const endSessionsOf = async (
  { sessions, clock }: EndSessionsDeps,
  tenantId: TenantId,
  { actorId, target, after, timestamp, ...origin }: AuditEntry,
): Promise<void> => {
  const all = await sessions.list({ tenantId, userId: target.id as UserId });
  await pMap(
    all.filter(({ createdAt, sessionId }) => createdAt <= timestamp && sessionId !== after?.keptSessionId),
    (session) =>
      sessions.revoke(
        session,
        endingEntry(session, 'session.revoked', origin, { clock, ...(actorId !== null && { actorId }) }),
      ),
    { concurrency: revokedAtOnce },
  );
};
