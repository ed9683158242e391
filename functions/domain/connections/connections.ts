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

/** What a connection is found by. */
export type ConnectionName = Pick<Connection, 'tenantId' | 'userId' | 'connectionId'>;

/** A person's live connections before and after one of them came, went or changed. */
export interface ConnectionsChanged {
  readonly before: readonly Connection[];
  readonly after: readonly Connection[];
}

/** Who is connected where. */
export interface Connections {
  /**
   * Adds a connection.
   *
   * @throws QuotaExceeded the person has as many as there may be
   */
  put(connection: Connection): Promise<ConnectionsChanged>;
  /** Moves a connection's end; one that was forgotten is added again, as `put` does. */
  renew(connection: Connection): Promise<void>;
  /** Sets what a connection says of its person; nothing happens where it is not known. */
  setStatus(connection: Connection, status: OwnStatus): Promise<ConnectionsChanged>;
  /** Ends a connection's lease now, unless it has ended: it gets nothing more, and the sweep forgets it. */
  end(connection: ConnectionName): Promise<void>;
  /**
   * Forgets a connection; nothing happens where it is not known. Of those before and after it, connections count whose
   * lease has ended: who forgets the last of a person's tells that they are gone.
   */
  remove(tenantId: TenantId, userId: UserId, connectionId: string): Promise<ConnectionsChanged>;
  /** Forgets a connection as `remove` does, if its lease has ended; undefined: it was renewed, or is not known. */
  removeEnded(connection: ConnectionName): Promise<ConnectionsChanged | undefined>;
  /** Those of these connections that are known, of many tenants, a moment late; also those whose lease has ended. */
  known(connections: readonly ConnectionName[]): Promise<readonly Connection[]>;
  /** The connections of these people whose lease has not ended. */
  ofUsers(tenantId: TenantId, userIds: readonly UserId[]): Promise<readonly Connection[]>;
}
