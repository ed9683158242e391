import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { systemClock } from '../domain/clock.ts';
import { bucketDeps } from './bucket-deps.ts';
import { dynamoClient } from './clients.ts';
import { conversationDeps } from './conversation-deps.ts';
import { deliveryDeps } from './delivery-deps.ts';
import { environment } from './environment.ts';
import { LastSeenRepository } from './repositories/last-seen-repository.ts';
import { SubscriptionRepository } from './repositories/subscription-repository.ts';
import { TypingRepository } from './repositories/typing-repository.ts';

/** What telling of the ephemeral needs: reading who is where, and posting to them. */
export const tellingDeps = () => {
  const client = dynamoClient();
  return { ...conversationDeps(client), ...deliveryDeps(client), ...liveDeps(client), ...bucketDeps(client) };
};

/** The repositories of what is ephemeral: who follows, who writes, who was there. */
export const liveDeps = (client: DynamoDBDocumentClient) => {
  const table = environment('LIVE_TABLE');
  return {
    subscriptions: new SubscriptionRepository(client, table, systemClock),
    typing: new TypingRepository(client, table, systemClock),
    lastSeen: new LastSeenRepository(client, table),
  };
};
