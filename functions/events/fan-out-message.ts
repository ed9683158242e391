import { committedNotice } from '../domain/delivery/notices.ts';
import { dynamoClient } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { fanOut } from '../platform/fan-out.ts';
import { busConsumer } from '../platform/handlers/bus-consumer.ts';
import { MediaRepository } from '../platform/repositories/media-repository.ts';

const deps = { media: new MediaRepository(dynamoClient(), environment('CHAT_TABLE')) };
const deliver = fanOut();

/** The durable path of messages. */
export const handler = busConsumer('message.created', ({ tenantId, message }) =>
  deliver(committedNotice(deps, tenantId, message), message.timestamp),
);
