import { systemClock } from '../domain/clock.ts';
import { purgeConversation } from '../domain/conversations/purge-conversation.ts';
import { dynamoClient, eventBridgeClient } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { EventPublisher } from '../platform/event-publisher.ts';
import { busConsumer } from '../platform/handlers/bus-consumer.ts';
import { logger } from '../platform/observability.ts';
import { ConversationRemainsRepository } from '../platform/repositories/conversation-remains-repository.ts';
import { DeliveryMarkRepository } from '../platform/repositories/delivery-mark-repository.ts';
import { InspectionRepository } from '../platform/repositories/inspection-repository.ts';

const client = dynamoClient();
const table = environment('CHAT_TABLE');
const deps = {
  store: new InspectionRepository(client, table),
  remains: new ConversationRemainsRepository(client, table, systemClock),
  marks: new DeliveryMarkRepository(client, environment('LIVE_TABLE'), systemClock),
  clock: systemClock,
  wait: (ms: number) => new Promise<void>((wake) => setTimeout(wake, ms)),
};
const outbox = new EventPublisher(eventBridgeClient(), environment('EVENT_BUS'));

/** Removes what a deleted conversation left; its rule lets deletions through alone. */
export const handler = busConsumer('conversation.changed', async (event, { endAtMs }) => {
  const { tenantId, conversationId, change } = event;
  if (change.kind !== 'conversation.deleted') return;
  const outcome = await purgeConversation(deps, { key: { tenantId, conversationId }, change, untilMs: endAtMs });
  logger.info('purged', { conversationId, outcome });
  // It has got on, so that this comes to an end; the fan-out gets the event again too, and finds its mark.
  if (outcome === 'partly') await outbox.publish({ type: 'conversation.changed', detail: event });
});
