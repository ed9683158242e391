import { endSubscriptions } from '../domain/connections/end-subscriptions.ts';
import { changeNotice } from '../domain/delivery/notices.ts';
import { dynamoClient } from '../platform/clients.ts';
import { conversationDeps } from '../platform/conversation-deps.ts';
import { fanOut } from '../platform/fan-out.ts';
import { busConsumer } from '../platform/handlers/bus-consumer.ts';
import { liveDeps } from '../platform/live-deps.ts';

const client = dynamoClient();
const deps = { ...conversationDeps(client), ...liveDeps(client) };
const deliver = fanOut();

/** The durable path of changes. */
export const handler = busConsumer('conversation.changed', async ({ tenantId, conversationId, change }) => {
  const key = { tenantId, conversationId };
  await endSubscriptions(deps, key, change);
  await deliver(changeNotice(deps, key, change), change.timestamp);
});
