import type { ServerEvent } from '../../contract/server-events.ts';
import { maxFrameBytes } from '../../contract/websocket-actions.ts';
import type { EventBatch } from './connection-gateway.ts';

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/** Of a frame with no event in it yet; the first event has no comma before it. */
const emptyBatchBytes = bytesOf({ type: 'batch', events: [] }) - 1;

/** The events in their order in as few frames as hold them, each of at most 32 KB; an event alone goes as it is. */
export const framesOf = (events: readonly ServerEvent[]): readonly (ServerEvent | EventBatch)[] => {
  const frames: ServerEvent[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const event of events) {
    const added = bytesOf(event) + 1;
    if (bytes + added > maxFrameBytes) {
      frames.push([]);
      bytes = emptyBatchBytes;
    }
    frames.at(-1)?.push(event);
    bytes += added;
  }
  return frames.map((some) => (some.length === 1 ? (some[0] as ServerEvent) : { type: 'batch', events: some }));
};
