import type { TenantId, UserId } from '../../contract/identifiers.ts';
import type { OwnStatus } from '../../contract/presence.ts';
import type { Caller } from '../caller.ts';

/** A live WebSocket connection: a lease that ends with its token. */
export interface Connection extends Caller {
  readonly connectionId: string;
  /** Whether it takes several events in one frame. */
  readonly batch: boolean;
  /** What the device says of its person. */
  readonly status: OwnStatus;
  /** When its handshake began, milliseconds since the epoch. */
  readonly connectedAtMs: number;
  /** Milliseconds since the epoch. */
  readonly expiresAtMs: number;
}

/** A person's live connections before and after one of them came, went or changed. */
export interface ConnectionsChanged {
  readonly before: readonly Connection[];
  readonly after: readonly Connection[];
}

/** Who is connected where. */
export interface Connections {
  /** Adds a connection. */
  put(connection: Connection): Promise<ConnectionsChanged>;
  /** Moves a connection's end; one that was forgotten is added again. */
  renew(connection: Connection): Promise<void>;
  /** Sets what a connection says of its person; nothing happens where it is not known. */
  setStatus(connection: Connection, status: OwnStatus): Promise<ConnectionsChanged>;
  /** Forgets a connection; nothing happens where it is not known. */
  remove(tenantId: TenantId, userId: UserId, connectionId: string): Promise<ConnectionsChanged>;
  /** The connections of these people whose lease has not ended. */
  ofUsers(tenantId: TenantId, userIds: readonly UserId[]): Promise<readonly Connection[]>;
}
