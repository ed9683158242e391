import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { maxFrameBytes } from '../../../../../functions/contract/websocket-actions.ts';
import type { EventBatch } from '../../../../../functions/domain/delivery/connection-gateway.ts';
import { batchFrames } from '../../../../../functions/domain/delivery/frames.ts';
import { messageCreated } from '../../../../../functions/domain/delivery/notices.ts';
import { aMessage } from '../../../../builders/chat.ts';

const eventOf = (content: string) => messageCreated(aMessage({ content }));
const bytesOf = (frame: object) => Buffer.byteLength(JSON.stringify(frame));

describe('batches', () => {
  it('carry all events in their order, each frame within 32 KB and none that would have fitted the one before', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 12_000 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(lengths, fc.constantFrom('a', 'é', '"', '🙂'), (some, letter) => {
        const events = some.map((length) => eventOf(letter.repeat(length / Buffer.byteLength(letter))));
        const frames = batchFrames(events).map((frame) => ('events' in frame ? [...frame.events] : [frame]));
        expect(frames.flat()).toEqual(events);
        frames.forEach((own, index) => {
          const batch = (more: object[]) => bytesOf({ type: 'batch', events: [...own, ...more] });
          expect(batch([])).toBeLessThanOrEqual(maxFrameBytes);
          const next = frames[index + 1]?.[0];
          if (next !== undefined) expect(batch([next])).toBeGreaterThan(maxFrameBytes - 2);
        });
      }),
      { numRuns: 50 },
    );
  });

  it('are none where one event is, however large', () => {
    const large = eventOf('x'.repeat(maxFrameBytes));
    const small = eventOf('y');
    expect(batchFrames([small, large, small])).toEqual([small, large, small]);
    expect((batchFrames([small, small])[0] as EventBatch).events).toHaveLength(2);
  });
});
