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
 * Ends the sessions of who was shut out, from before that; what they began after they were let in again stays. Again
 * ends what the first left.
 */
export const endSessionsOf = async (
  { sessions, clock }: EndSessionsDeps,
  tenantId: TenantId,
  { actorId, target, timestamp, ...origin }: AuditEntry,
): Promise<void> => {
  const all = await sessions.list({ tenantId, userId: target.id as UserId });
  await pMap(
    all.filter(({ createdAt }) => createdAt <= timestamp),
    (session) =>
      sessions.revoke(
        session,
        endingEntry(session, 'session.revoked', origin, { clock, ...(actorId !== null && { actorId }) }),
      ),
    { concurrency: revokedAtOnce },
  );
};
