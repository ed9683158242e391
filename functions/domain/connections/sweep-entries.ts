import type { Connection } from './connections.ts';

/** What the sweep knows of a connection. */
export interface SweepEntry extends Pick<Connection, 'tenantId' | 'userId' | 'connectionId' | 'connectedAtMs'> {
  /** Since when nothing had come or gone on its socket, where that was over a turn of the sweep ago. */
  readonly idleSinceMs?: number | undefined;
}

/** Every connection that there may be, by slot: whose it is does not have to be known. */
export interface SweepEntries {
  add(connection: Connection): Promise<void>;
  /** The entries of a slot, by pages that take a second or so to go through. */
  pages(slot: number): AsyncIterable<readonly SweepEntry[]>;
  /** Notes since when a connection idles, or that it does no longer. */
  noteIdle(entry: SweepEntry, idleSinceMs: number | undefined): Promise<void>;
  remove(entry: SweepEntry): Promise<void>;
}
