import { conversationRoutes } from '../contract/routes/conversation-routes.ts';
import { changeRole } from '../domain/changes/change-conversation.ts';
import { presentMember } from '../domain/conversations/present-member.ts';
import { changeAndDeliver } from '../platform/change-and-deliver.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';

const change = changeAndDeliver(changeRole);

export const handler = httpRoute(conversationRoutes['change-role'], async ({ caller, parameters, body, origin }) => ({
  status: 200,
  json: presentMember(await change({ caller, origin, ...parameters, ...body })),
}));
