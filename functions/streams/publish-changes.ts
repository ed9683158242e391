import { eventBridgeClient } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { EventPublisher } from '../platform/event-publisher.ts';
import { streamConsumer } from '../platform/handlers/stream-consumer.ts';
import { eventsIn } from '../platform/stream-change.ts';

const events = new EventPublisher(eventBridgeClient(), environment('EVENT_BUS'));

/** Puts what was committed to the Chat table on the bus: the table's stream is the outbox. */
export const handler = streamConsumer(async (record) => {
  for (const event of eventsIn(record)) await events.publish(event);
});
