import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { systemClock } from '../domain/clock.ts';
import type { DeliverDeps } from '../domain/delivery/deliver.ts';
import { connectionsClient } from './clients.ts';
import { ApiGatewayConnectionGateway } from './connection-gateway.ts';
import { environment } from './environment.ts';
import { ConnectionRepository } from './repositories/connection-repository.ts';
import { ConversationRepository } from './repositories/conversation-repository.ts';
import { DeliveryMarkRepository } from './repositories/delivery-mark-repository.ts';
import { MembershipRepository } from './repositories/membership-repository.ts';
import { SubscriptionRepository } from './repositories/subscription-repository.ts';

/** What delivering needs, on both paths: every function that pushes shares this. */
export const deliveryDeps = (client: DynamoDBDocumentClient) =>
  ({
    conversations: new ConversationRepository(client, environment('CHAT_TABLE')),
    memberships: new MembershipRepository(client, environment('CHAT_TABLE')),
    connections: new ConnectionRepository(client, environment('LIVE_TABLE'), systemClock),
    subscriptions: new SubscriptionRepository(client, environment('LIVE_TABLE'), systemClock),
    gateway: new ApiGatewayConnectionGateway(connectionsClient(environment('CONNECTIONS_ENDPOINT'))),
    marks: new DeliveryMarkRepository(client, environment('LIVE_TABLE'), systemClock),
    clock: systemClock,
  }) satisfies DeliverDeps;
