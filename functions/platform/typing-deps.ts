import { dynamoClient } from './clients.ts';
import { conversationDeps } from './conversation-deps.ts';
import { deliveryDeps } from './delivery-deps.ts';
import { liveDeps } from './live-deps.ts';

/** What telling of typing needs. */
export const typingDeps = () => {
  const client = dynamoClient();
  return { ...conversationDeps(client), ...deliveryDeps(client), ...liveDeps(client) };
};
