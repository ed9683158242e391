import { createHash } from 'node:crypto';

/** How often the sweep comes by each connection. */
const turnMinutes = 5;
/** So that a minute's share is spread over partitions, and one that can't be finished is not always the same part. */
const slotsPerMinute = 4;

/** The same in ms: what the sweep found open was found so at most this long ago. */
export const turnMs = turnMinutes * 60_000;

/** The slot that a connection is swept in. By its id alone: even after many connect at once, and known without a read. */
export const slotOf = (connectionId: string): number =>
  createHash('sha256').update(connectionId).digest().readUInt32BE(0) % (turnMinutes * slotsPerMinute);

/** The slots that are due in the minute of a time; the first of them is another one each turn. */
export const slotsDueAt = (dueAtMs: number): readonly number[] => {
  const minute = Math.floor(dueAtMs / 60_000);
  const turn = Math.floor(minute / turnMinutes);
  const first = (minute % turnMinutes) * slotsPerMinute;
  return Array.from({ length: slotsPerMinute }, (_, index) => first + ((index + turn) % slotsPerMinute));
};
