import { messageNotice } from '../domain/delivery/notices.ts';
import { fanOut } from '../platform/fan-out.ts';
import { busConsumer } from '../platform/handlers/bus-consumer.ts';

const deliver = fanOut();

/** The durable path of messages. */
export const handler = busConsumer('message.created', ({ tenantId, message }) =>
  deliver(messageNotice(tenantId, message), message.timestamp),
);
