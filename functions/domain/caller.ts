import type { SessionId, TenantId, UserId } from '../contract/identifiers.ts';

/** Who asks, as a verified token says. */
export interface Caller {
  readonly tenantId: TenantId;
  readonly userId: UserId;
  readonly sessionId: SessionId;
}
