import { httpRoutes } from '../contract/http-routes.ts';
import { conversationDeps } from '../platform/conversation-deps.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';

const { memberships } = conversationDeps();

export const handler = httpRoute(httpRoutes['unmute-conversation'], async ({ caller, parameters }) => {
  await memberships.mute({ tenantId: caller.tenantId, ...parameters }, caller.userId, { muted: false });
  return { status: 204 };
});
