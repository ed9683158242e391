import { conversationCreatedNotice } from '../domain/delivery/notices.ts';
import { conversationDeps } from '../platform/conversation-deps.ts';
import { fanOut } from '../platform/fan-out.ts';
import { busConsumer } from '../platform/handlers/bus-consumer.ts';

const deps = conversationDeps();
const deliver = fanOut();

/** The durable path of new conversations. */
export const handler = busConsumer('conversation.created', ({ tenantId, conversationId, timestamp }) =>
  deliver(conversationCreatedNotice(deps, { tenantId, conversationId }), timestamp),
);
