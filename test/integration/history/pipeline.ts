import { busEvents, type OutboxEvent } from '../../../functions/contract/events.ts';
import { endSubscriptions } from '../../../functions/domain/connections/end-subscriptions.ts';
import { deliverUnmarked, type Notice } from '../../../functions/domain/delivery/deliver.ts';
import {
  changeNotice,
  committedNotice,
  conversationCreatedNotice,
} from '../../../functions/domain/delivery/notices.ts';
import { changeIn } from '../../../functions/platform/stream-change.ts';
import type { Item } from '../../history/history.ts';
import { RandomStream } from '../../history/random-stream.ts';
import { invoke, type Parts, type World } from './invocation.ts';

/** The durable path's own step; another one shows that the checks find what it does wrong. */
export type FanOut = (...delivery: Parameters<typeof deliverUnmarked>) => Promise<unknown>;

const publisherCrash = 0.1;
const duplicate = 0.15;
/** Past it something is wrong that no repeat repairs. */
const mostTries = 60;

/** What functions/events does with an event that the bus brings, and the notice that it makes of it. */
const noticeOf = async (parts: Parts, { type, detail }: OutboxEvent): Promise<Notice> => {
  // Over the wire and through the schema, as a rule's target gets it.
  const received = JSON.parse(JSON.stringify(detail));
  switch (type) {
    case 'message.created': {
      const { tenantId, message } = busEvents[type].parse(received);
      return committedNotice(parts, tenantId, message);
    }
    case 'conversation.changed': {
      const { tenantId, conversationId, change } = busEvents[type].parse(received);
      const key = { tenantId, conversationId };
      await endSubscriptions(parts, key, change);
      return changeNotice(parts, key, change);
    }
    case 'conversation.created': {
      const { tenantId, conversationId } = busEvents[type].parse(received);
      return conversationCreatedNotice(parts, { tenantId, conversationId });
    }
    case 'media.settled':
    case 'person.renamed':
    case 'session.ended':
    case 'audit.recorded':
    case 'login.unknown':
      throw new Error(
        'cannot happen; nobody logs in or out, uploads or is renamed in a history, and the audit is not what it is of',
      );
  }
};

/**
 * What is behind the table: its stream, the publisher, the bus and the fan-out. Records and events come in any order,
 * some of them twice, and every function on the way may end at any of its calls.
 */
export const pipelineOf = (seed: number, world: () => World, fanOut: FanOut = deliverUnmarked) => {
  const fanOutOnce = (event: OutboxEvent, stream: RandomStream) =>
    invoke(world(), stream, async (parts) => fanOut(parts, await noticeOf(parts, event)));

  const consume = async (event: OutboxEvent, stream: RandomStream): Promise<void> => {
    for (let tries = 0; tries < mostTries; tries += 1) {
      await world().scheduler.turn(() => undefined);
      if ((await fanOutOnce(event, stream)).answer === 'done') return;
    }
    throw new Error('cannot happen; the fan-out fails for ever');
  };

  const publish = async (item: Item): Promise<void> => {
    const { scheduler, faults } = world();
    const name = `${item.PK} ${item.SK}`;
    const stream = new RandomStream(seed, `publisher ${name}`);
    const event = changeIn(item);
    let copies = 0;
    const putOnBus = () => {
      copies += 1;
      void consume(event, new RandomStream(seed, `fan-out ${name} ${copies}`));
    };
    for (let isRead = false; !isRead; ) {
      const [crashesBefore, crashesAfter] = [publisherCrash, publisherCrash].map((one) => faults.chance(stream, one));
      isRead = !crashesBefore && !crashesAfter;
      await scheduler.turn(() => {
        if (crashesBefore) return;
        putOnBus();
        if (faults.chance(stream, duplicate)) putOnBus();
      });
    }
  };

  return { publish: (item: Item): void => void publish(item) };
};
