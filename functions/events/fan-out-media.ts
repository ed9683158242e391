import { tellMedia } from '../domain/media/tell-media.ts';
import { dynamoClient } from '../platform/clients.ts';
import { deliveryDeps } from '../platform/delivery-deps.ts';
import { environment } from '../platform/environment.ts';
import { busConsumer } from '../platform/handlers/bus-consumer.ts';
import { MediaRepository } from '../platform/repositories/media-repository.ts';

const client = dynamoClient();
const deps = { ...deliveryDeps(client), media: new MediaRepository(client, environment('CHAT_TABLE')) };

/** Tells of files that are ready or were rejected. */
export const handler = busConsumer('media.settled', (key) => tellMedia(deps, key));
