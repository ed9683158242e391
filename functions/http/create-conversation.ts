import { v7 as uuidV7 } from 'uuid';
import { conversationRoutes } from '../contract/routes/conversation-routes.ts';
import { createConversation } from '../domain/conversations/create-conversation.ts';
import { conversationCreatedNotice } from '../domain/delivery/notices.ts';
import { membersAToken } from '../domain/limits/limits.ts';
import { takeToken } from '../domain/limits/take-token.ts';
import { bucketDeps } from '../platform/bucket-deps.ts';
import { dynamoClient } from '../platform/clients.ts';
import { conversationDeps } from '../platform/conversation-deps.ts';
import { deliveryDeps } from '../platform/delivery-deps.ts';
import { fastPath } from '../platform/fast-path.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';

const client = dynamoClient();
const deps = { ...conversationDeps(client), newId: () => uuidV7() };
const buckets = bucketDeps(client);
const deliver = fastPath(deliveryDeps(client));

export const handler = httpRoute(conversationRoutes['create-conversation'], async ({ caller, body, correlationId }) => {
  const tokens = 1 + Math.floor(body.memberIds.length / membersAToken);
  await takeToken(buckets, { action: 'change', caller }, tokens);
  const { outcome, conversation } = await createConversation(deps, { caller, correlationId, ...body });
  if (outcome === 'existed') return { status: 200, json: conversation };
  await deliver(conversationCreatedNotice(deps, { tenantId: caller.tenantId, conversationId: conversation.id }));
  return { status: 201, json: conversation };
});
