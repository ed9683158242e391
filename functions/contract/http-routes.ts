import { adminRoutes } from './routes/admin-routes.ts';
import { conversationRoutes } from './routes/conversation-routes.ts';
import { identityRoutes } from './routes/identity-routes.ts';
import { mediaRoutes } from './routes/media-routes.ts';
import { messageRoutes } from './routes/message-routes.ts';
import { operationRoutes } from './routes/operation-routes.ts';
import { searchRoutes } from './routes/search-routes.ts';
import { userRoutes } from './routes/user-routes.ts';

/** All HTTP routes. The key names the file of the handler in functions/http. */
export const httpRoutes = {
  ...identityRoutes,
  ...userRoutes,
  ...adminRoutes,
  ...conversationRoutes,
  ...messageRoutes,
  ...mediaRoutes,
  ...searchRoutes,
  ...operationRoutes,
};

/** The name of an HTTP route and of its handler's file. */
export type HttpRouteId = keyof typeof httpRoutes;
