import type { ServerEvent } from '../../contract/server-events.ts';
import { maxFrameBytes } from '../../contract/websocket-actions.ts';
import type { EventBatch } from './connection-gateway.ts';

const envelopeBytes = Buffer.byteLength(JSON.stringify({ type: 'batch', events: [] }));

const frameOf = (events: readonly ServerEvent[]): ServerEvent | EventBatch =>
  events.length === 1 ? (events[0] as ServerEvent) : { type: 'batch', events };

/** Events in as few frames as carry them, in their order: no batch is above 32 KB. */
export const batchFrames = (events: readonly ServerEvent[]): readonly (ServerEvent | EventBatch)[] => {
  const frames: ServerEvent[][] = [];
  let bytes = 0;
  for (const event of events) {
    const more = Buffer.byteLength(JSON.stringify(event)) + 1;
    const last = frames.at(-1);
    if (last === undefined || bytes + more > maxFrameBytes) {
      frames.push([event]);
      bytes = envelopeBytes + more;
    } else {
      last.push(event);
      bytes += more;
    }
  }
  return frames.map(frameOf);
};
