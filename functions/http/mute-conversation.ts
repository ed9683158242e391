import { conversationRoutes } from '../contract/routes/conversation-routes.ts';
import { conversationDeps } from '../platform/conversation-deps.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';

const { memberships } = conversationDeps();

export const handler = httpRoute(conversationRoutes['mute-conversation'], async ({ caller, parameters, body }) => {
  await memberships.mute({ tenantId: caller.tenantId, ...parameters }, caller.userId, {
    muted: true,
    mutedUntil: body.until,
  });
  return { status: 204 };
});
