import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { UserId } from '../../../functions/contract/identifiers.ts';
import type { ServerEvent } from '../../../functions/contract/server-events.ts';
import { syncConversation } from '../../../functions/domain/sync/sync-conversation.ts';
import { aCaller } from '../../builders/chat.ts';
import { canonical } from '../../history/canonical.ts';
import { CatchUp } from '../../history/catch-up.ts';
import { Replica, type ReplicaState } from '../../history/replica.ts';
import { happening, ServedConversation } from './served-conversation.ts';

/** What happened to a conversation, and each frame that told of it once or several times, in any order. */
const arrival = fc
  .array(happening, { maxLength: 25 })
  .map((happenings) => {
    const served = new ServedConversation();
    return { served, frames: happenings.flatMap((one) => served.happen(one) ?? []) };
  })
  .chain(({ served, frames }) =>
    fc.record({
      served: fc.constant(served),
      frames: fc.constant(frames),
      arrived: fc
        .tuple(
          fc.shuffledSubarray(frames, { minLength: frames.length }),
          fc.array(fc.nat({ max: Math.max(0, frames.length - 1) }), { maxLength: 20 }),
        )
        .map(([order, again]) =>
          again.reduce<ServerEvent[]>((all, at) => all.toSpliced(at, 0, ...order.slice(at, at + 1)), order),
        ),
    }),
  );

/** All that a conversation is to its reader. */
const shownBy = ({ shown, memberIds, title }: ReplicaState): string =>
  canonical({ shown, memberIds, title: title ?? null });
const servedBy = ({ messages, memberIds, title }: ServedConversation): string =>
  canonical({ shown: messages, memberIds: [...memberIds].sort(), title: title ?? null });

/** A replica of somebody who was there from the beginning. */
const fromTheBeginning = (served: ServedConversation): Replica => {
  const replica = new Replica(served.conversationId);
  replica.takeMembers([served.reader], 0);
  return replica;
};

describe('a replica', () => {
  it('comes to what the server has, in whatever order and however often frames arrive', () => {
    fc.assert(
      fc.property(arrival, ({ served, arrived }) => {
        const replica = fromTheBeginning(served);
        for (const frame of arrived) replica.receive(frame);
        expect(shownBy(replica.state)).toBe(servedBy(served));
        expect(replica.isBehind).toBe(false);
      }),
    );
  });

  it('never shows a gap, and knows that a frame is missing once a later one is there', () => {
    fc.assert(
      fc.property(arrival, fc.nat(), ({ served, frames, arrived }, at) => {
        fc.pre(frames.length > 0);
        const missing = frames[at % frames.length];
        const replica = fromTheBeginning(served);
        for (const frame of arrived) {
          if (frame === missing) continue;
          replica.receive(frame);
          const numbers = replica.shown.map(({ sequenceNumber }) => sequenceNumber);
          expect(numbers).toEqual(numbers.map((_number, index) => index + 1));
        }
        const isOfMessage = missing?.type === 'message.created';
        const isLast = frames.filter(({ type }) => (type === 'message.created') === isOfMessage).at(-1) === missing;
        // A later message says it, a later change says it, and so does a change of a message that is not there.
        if (!isLast) expect(replica.isBehind).toBe(true);
      }),
    );
  });

  it('comes to the same when it syncs while things happen and frames are lost, whatever comes before what', async () => {
    const story = fc.array(fc.record({ what: happening, isLost: fc.boolean(), isAcked: fc.boolean() }), {
      maxLength: 20,
    });
    const limits = fc.infiniteStream(
      fc.record({ limit: fc.integer({ min: 1, max: 4 }), maxBytes: fc.integer({ min: 1500, max: 4000 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), story, limits, fc.nat({ max: 3 }), async (scheduler, told, limit, syncs) => {
        const served = new ServedConversation();
        const turn = <Result>(read: () => Result) => scheduler.schedule(Promise.resolve()).then(read);
        const deps = served.stores(turn);
        const replica = new Replica(served.conversationId);
        const catchUp = new CatchUp(replica, {
          page: (cursor) =>
            syncConversation(deps, {
              caller: aCaller({ userId: served.reader }),
              conversationId: served.conversationId,
              ...limit.next().value,
              ...cursor,
            }),
          members: () => turn((): readonly UserId[] => [...served.memberIds]),
        });
        const goOn = () => {
          if (replica.isBehind) void catchUp.run();
        };
        scheduler.scheduleSequence(
          told.map(({ what, isLost, isAcked }) => async () => {
            const frame = served.happen(what);
            const message = frame && 'message' in frame ? frame.message : undefined;
            if (isAcked && message) void turn(() => replica.acknowledged(message)).then(goOn);
            if (frame && !isLost) void turn(() => replica.receive(frame)).then(goOn);
          }),
        );
        for (let sync = 0; sync < syncs; sync += 1) void turn(() => catchUp.run());
        await scheduler.waitIdle();
        await scheduler.waitFor(catchUp.run());
        expect(shownBy(replica.state)).toBe(servedBy(served));
        expect(replica.isBehind).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});
