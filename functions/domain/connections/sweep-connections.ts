import pMap from 'p-map';
import { handshakeMs } from '../delivery/post-to-all.ts';
import { type AnnounceDeps, announcePresence } from '../presence/announce-presence.ts';
import type { Connection, Connections } from './connections.ts';
import type { Sockets } from './sockets.ts';
import type { SweepEntries, SweepEntry } from './sweep-entries.ts';
import { slotsDueAt, turnMs } from './sweep-slots.ts';

/** What sweeping needs. */
export interface SweepDeps extends AnnounceDeps {
  readonly connections: Pick<Connections, 'known' | 'ofUsers' | 'end' | 'remove' | 'removeEnded'>;
  readonly entries: Omit<SweepEntries, 'add'>;
  readonly sockets: Sockets;
}

/** When a sweep was due, and when it has to begin nothing more; milliseconds since the epoch. */
export interface SweepTimes {
  readonly dueAtMs: number;
  readonly endAtMs: number;
}

/** What a sweep did. */
export interface Swept {
  readonly visited: number;
  /** Leases that had ended: sockets closed, connections forgotten. */
  readonly ended: number;
  /** Sockets that had gone without a word: connections forgotten. */
  readonly stale: number;
  /** Why visits failed; the next turn tries them again. */
  readonly failures: readonly unknown[];
  /** Whether all that was due was visited in time. */
  readonly complete: boolean;
}

const visitsAtOnce = 25;

/** Forgets a connection whose lease has ended and closes its socket; one that was renewed meanwhile goes on. */
const endLease = async (deps: SweepDeps, entry: SweepEntry, { expiresAtMs }: Connection): Promise<'ended' | 'open'> => {
  const changed = await deps.connections.removeEnded(entry);
  if (changed === undefined) return 'open';
  await deps.sockets.close(entry.connectionId);
  await announcePresence(deps, entry, changed, expiresAtMs);
  await deps.entries.remove(entry);
  return 'ended';
};

/** It was open when the sweep last came by, or idle since before. */
const lastAliveMs = ({ clock }: SweepDeps, { connectedAtMs, idleSinceMs }: SweepEntry): number =>
  Math.max(connectedAtMs, idleSinceMs ?? clock.nowMs() - turnMs);

const lookAt = async (deps: SweepDeps, entry: SweepEntry): Promise<'open' | 'stale'> => {
  const socket = await deps.sockets.look(entry.connectionId);
  if (socket.state === 'gone') {
    const changed = await deps.connections.remove(entry.tenantId, entry.userId, entry.connectionId);
    await announcePresence(deps, entry, changed, lastAliveMs(deps, entry));
    await deps.entries.remove(entry);
    return 'stale';
  }
  const { lastActiveAtMs } = socket;
  const idles = lastActiveAtMs !== undefined && lastActiveAtMs <= deps.clock.nowMs() - turnMs;
  const idleSinceMs = idles ? lastActiveAtMs : undefined;
  if (idleSinceMs !== entry.idleSinceMs) await deps.entries.noteIdle(entry, idleSinceMs);
  return 'open';
};

/**
 * The entry goes last, so that a visit that ends half-way is made again. A socket whose connection is not known gets
 * nothing: closing it makes its client come back, and is nothing where it is gone, as it is after each disconnect.
 */
const visit = async (
  deps: SweepDeps,
  entry: SweepEntry,
  connection: Connection | undefined,
): Promise<'open' | 'ended' | 'stale' | 'unknown'> => {
  const nowMs = deps.clock.nowMs();
  // Its handshake may not be over: it is not known yet, or its socket not open.
  if (nowMs - entry.connectedAtMs < handshakeMs) return 'open';
  if (connection === undefined) {
    await deps.sockets.close(entry.connectionId);
    await deps.entries.remove(entry);
    return 'unknown';
  }
  return connection.expiresAtMs <= nowMs ? endLease(deps, entry, connection) : lookAt(deps, entry);
};

/**
 * Comes by the connections that are due: closes the sockets of those whose lease has ended, forgets those whose socket
 * is gone, and tells of people whose last one it was. There is no other state than the entries, so that a sweep may
 * come twice, beside another or not at all: what one left the next turn finds.
 */
export const sweepConnections = async (deps: SweepDeps, { dueAtMs, endAtMs }: SweepTimes): Promise<Swept> => {
  const outcomes: Awaited<ReturnType<typeof visit>>[] = [];
  const failures: unknown[] = [];
  const swept = (complete: boolean): Swept => ({
    visited: outcomes.length + failures.length,
    ended: outcomes.filter((one) => one === 'ended').length,
    stale: outcomes.filter((one) => one === 'stale').length,
    failures,
    complete,
  });
  for (const slot of slotsDueAt(dueAtMs)) {
    for await (const page of deps.entries.pages(slot)) {
      if (deps.clock.nowMs() >= endAtMs) return swept(false);
      const known = await deps.connections.known(page);
      const byId = new Map(known.map((connection) => [connection.connectionId, connection]));
      await pMap(
        page,
        async (entry) => {
          try {
            outcomes.push(await visit(deps, entry, byId.get(entry.connectionId)));
          } catch (error) {
            failures.push(error);
          }
        },
        { concurrency: visitsAtOnce },
      );
    }
  }
  return swept(true);
};
