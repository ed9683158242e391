import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { v7 as uuidV7 } from 'uuid';
import { websocketActions } from '../functions/contract/websocket-actions.ts';
import { systemClock } from '../functions/domain/clock.ts';
import { push } from '../functions/domain/delivery/deliver.ts';
import { committedNotice } from '../functions/domain/delivery/notices.ts';
import { sendMessage } from '../functions/domain/messages/send-message.ts';
import { dynamoClient } from '../functions/platform/clients.ts';
import { deliveryDeps } from '../functions/platform/delivery-deps.ts';
import { environment } from '../functions/platform/environment.ts';
import { busConsumer } from '../functions/platform/handlers/bus-consumer.ts';
import { liveRoute } from '../functions/platform/handlers/live-route.ts';
import { logger, metrics } from '../functions/platform/observability.ts';
import { LaneRepository } from '../functions/platform/repositories/lane-repository.ts';
import { MediaRepository } from '../functions/platform/repositories/media-repository.ts';
import { MessageRepository } from '../functions/platform/repositories/message-repository.ts';

const client = dynamoClient();
const tables = { chatTable: environment('CHAT_TABLE'), liveTable: environment('LIVE_TABLE') };
const delivery = deliveryDeps(client);
const sending = {
  messages: new MessageRepository(client, tables.chatTable),
  memberships: delivery.memberships,
  media: new MediaRepository(client, tables.chatTable),
  lane: new LaneRepository(client, tables, systemClock),
  clock: systemClock,
  newId: uuidV7,
  takeToken: async () => undefined,
  deliver: async () => undefined,
};

/**
 * The design that ChemChat is measured against, of the same parts: one transaction, its stream, the bus, and one
 * function that pushes. There is no fast path, and no mark. The publisher between stream and bus is ChemChat's own, and
 * it logs and measures as ChemChat does.
 */
export const plainSend = liveRoute(
  websocketActions['message.send'],
  async ({ frame: { action, requestId, ...draft }, connection, correlationId }) => {
    const { message } = await sendMessage(sending, { ...draft, caller: connection, correlationId });
    metrics.addMetric('MessagesSent', MetricUnit.Count, 1);
    return { type: 'ack' as const, message };
  },
);

/** The one function that pushes. The bus does not know the sender's connection, so that one gets the message too. */
export const plainPush = busConsumer('message.created', async ({ tenantId, message }) => {
  const notice = committedNotice(sending, tenantId, message);
  await push(delivery, await delivery.memberships.listMemberIds(notice.key), notice);
  const lagMs = Date.now() - Date.parse(message.timestamp);
  logger.info('fanned out', {
    conversationId: notice.key.conversationId,
    notice: notice.id,
    outcome: 'delivered',
    lagMs,
  });
  metrics.addMetric('DeliveryLag', MetricUnit.Milliseconds, lagMs);
  metrics.addMetric('DurableDeliveries', MetricUnit.Count, 1);
});
