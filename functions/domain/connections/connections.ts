import type { TenantId, UserId } from '../../contract/identifiers.ts';
import type { Caller } from '../caller.ts';

/** A live WebSocket connection: a lease that ends with its token. */
export interface Connection extends Caller {
  readonly connectionId: string;
  /** Whether it takes several events in one frame. */
  readonly batch: boolean;
  /** Milliseconds since the epoch. */
  readonly expiresAtMs: number;
}

/** Who is connected where. */
export interface Connections {
  /** Adds a connection or, for one that is there, moves its end. */
  put(connection: Connection): Promise<void>;
  /** Forgets a connection; nothing happens where it is not known. */
  remove(tenantId: TenantId, userId: UserId, connectionId: string): Promise<void>;
  /** The connections of these people whose lease has not ended. */
  ofUsers(tenantId: TenantId, userIds: readonly UserId[]): Promise<readonly Connection[]>;
}
