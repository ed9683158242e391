import { v7 as uuidV7 } from 'uuid';
import { httpRoutes } from '../contract/http-routes.ts';
import { systemClock } from '../domain/clock.ts';
import { createConversation } from '../domain/conversations/create-conversation.ts';
import { conversationDeps } from '../platform/conversation-deps.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';

const deps = { ...conversationDeps(), clock: systemClock, newId: () => uuidV7() };

export const handler = httpRoute(httpRoutes['create-conversation'], async ({ caller, body }) => {
  const { outcome, conversation } = await createConversation(deps, { caller, ...body });
  return { status: outcome === 'created' ? 201 : 200, json: conversation };
});
