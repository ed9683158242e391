import { changeNotice } from '../domain/delivery/notices.ts';
import { conversationDeps } from '../platform/conversation-deps.ts';
import { fanOut } from '../platform/fan-out.ts';
import { busConsumer } from '../platform/handlers/bus-consumer.ts';

const deps = conversationDeps();
const deliver = fanOut();

/** The durable path of changes. */
export const handler = busConsumer('conversation.changed', ({ tenantId, conversationId, change }) =>
  deliver(changeNotice(deps, { tenantId, conversationId }, change), change.timestamp),
);
