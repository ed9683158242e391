import { unmarshall } from '@aws-sdk/util-dynamodb';
import { eventBridgeClient } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { EventPublisher } from '../platform/event-publisher.ts';
import { streamConsumer } from '../platform/handlers/stream-consumer.ts';
import { changeIn } from '../platform/stream-change.ts';

const events = new EventPublisher(eventBridgeClient(), environment('EVENT_BUS'));

/** Puts what was committed to the Chat table on the bus: the table's stream is the outbox. */
export const handler = streamConsumer(async ({ dynamodb }) => {
  // Of what was deleted, there is what it was.
  const item = dynamodb?.NewImage ?? dynamodb?.OldImage ?? {};
  await events.publish(changeIn(unmarshall(item as Parameters<typeof unmarshall>[0])));
});
