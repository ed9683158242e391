import { conversationRoutes } from '../contract/routes/conversation-routes.ts';
import { conversationDeps } from '../platform/conversation-deps.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';

const { memberships } = conversationDeps();

export const handler = httpRoute(conversationRoutes['unmute-conversation'], async ({ caller, parameters }) => {
  await memberships.mute({ tenantId: caller.tenantId, ...parameters }, caller.userId, { muted: false });
  return { status: 204 };
});
