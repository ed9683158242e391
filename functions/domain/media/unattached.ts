import type { MediaKey } from './media-store.ts';

/** That a file is attached to no message since then, as far as is known: the sweep is to look at it when that is due. */
export interface Unattached extends MediaKey {
  /** ISO 8601. */
  readonly since: string;
  /** When to look, ISO 8601. */
  readonly dueAt: string;
}

/** Parts of all of these, so that no partition has the announcements of all tenants. */
export const unattachedSlots = 8;

/** How long an announced file may wait for its bytes, in ms: as long as its form is good, and they are on their way. */
export const abandonedAfterMs = 60 * 60_000;

/** How long a file that is looked at may take for it, its tries and its scan, in ms. */
export const stuckAfterMs = 6 * 60 * 60_000;

/** How long a file may be without a message, in ms. */
export const orphanAfterMs = 24 * 60 * 60_000;

/** A file that has no message since then. */
export const unattachedSince = ({ tenantId, mediaId }: MediaKey, since: string, inMs: number): Unattached => ({
  tenantId,
  mediaId,
  since,
  dueAt: new Date(Date.parse(since) + inMs).toISOString(),
});
