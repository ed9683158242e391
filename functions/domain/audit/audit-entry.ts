import type { AuditAction, AuditEntry, AuditState, auditActions } from '../../contract/audit.ts';
import type { Clock } from '../clock.ts';
import type { RequestOrigin } from '../request-origin.ts';

/** Something that the audit tells of. */
export type Audited = {
  [Action in AuditAction]: {
    readonly action: Action;
    readonly actorId: string | null;
    readonly target: {
      readonly type: (typeof auditActions)[Action]['target'];
      readonly id: string;
      readonly conversationId?: string;
    };
    readonly before?: AuditState;
    readonly after?: AuditState;
  };
}[AuditAction];

/**
 * The entry of it. `id` names what happened, so that the same told again is no second entry: it has to be the same then,
 * and the time too.
 */
export const auditEntry = (
  id: string,
  { action, actorId, target, before, after }: Audited,
  { correlationId, ip, userAgent }: RequestOrigin,
  clock: Clock,
): AuditEntry => ({
  id,
  action,
  actorId,
  target,
  before: before ?? null,
  after: after ?? null,
  ip,
  userAgent,
  timestamp: new Date(clock.nowMs()).toISOString(),
  correlationId,
});
