import { messageRoutes } from '../contract/routes/message-routes.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { markAndTell } from '../platform/mark-and-tell.ts';

const mark = markAndTell();

export const handler = httpRoute(messageRoutes['mark-read'], async ({ caller, parameters, body }) => {
  const { lastReadSequence } = await mark({ caller, ...parameters, ...body, mark: 'read' });
  return { status: 200, json: { lastReadSequence } };
});
