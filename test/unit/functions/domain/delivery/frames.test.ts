import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ServerEvent } from '../../../../../functions/contract/server-events.ts';
import { maxFrameBytes } from '../../../../../functions/contract/websocket-actions.ts';
import type { EventBatch } from '../../../../../functions/domain/delivery/connection-gateway.ts';
import { framesOf } from '../../../../../functions/domain/delivery/frames.ts';
import { messageCreated } from '../../../../../functions/domain/delivery/notices.ts';
import { aMessage } from '../../../../builders/chat.ts';

const anEvent = (content: string): ServerEvent => messageCreated(aMessage({ content }));
const events = fc.array(
  fc
    .tuple(fc.constantFrom('x', 'é', '👍', '"'), fc.integer({ min: 1, max: 2_000 }))
    .map(([character, count]) => anEvent(character.repeat(count))),
  { maxLength: 40 },
);
const bytesOf = (frame: unknown) => Buffer.byteLength(JSON.stringify(frame));
const eventsIn = (frame: ServerEvent | EventBatch): readonly ServerEvent[] =>
  frame.type === 'batch' ? frame.events : [frame];

describe('frames', () => {
  it('hold all events in their order, each frame within 32 KB', () => {
    fc.assert(
      fc.property(events, (some) => {
        const frames = framesOf(some);
        expect(frames.flatMap(eventsIn)).toEqual(some);
        for (const frame of frames) expect(bytesOf(frame)).toBeLessThanOrEqual(maxFrameBytes);
      }),
    );
  });

  it('are as few as the order allows', () => {
    fc.assert(
      fc.property(events, (some) => {
        const frames = framesOf(some).map(eventsIn);
        for (const [index, frame] of frames.slice(1).entries()) {
          const before = frames[index] as readonly ServerEvent[];
          expect(bytesOf({ type: 'batch', events: [...before, frame[0]] })).toBeGreaterThan(maxFrameBytes);
        }
      }),
    );
  });

  it('are one up to exactly 32 KB, and two above', () => {
    const short = anEvent('');
    const room = maxFrameBytes - bytesOf({ type: 'batch', events: [short, short] });
    const filling = (bytes: number) => [short, { ...short, content: 'x'.repeat(bytes) } as ServerEvent];
    expect(framesOf(filling(room))).toHaveLength(1);
    expect(framesOf(filling(room + 1))).toHaveLength(2);
  });

  it('are none for no event, and the event itself for one', () => {
    const event = anEvent('hello');
    expect(framesOf([])).toEqual([]);
    expect(framesOf([event])).toEqual([event]);
  });
});
