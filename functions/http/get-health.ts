import { httpRoutes } from '../contract/http-routes.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { readHealth } from '../platform/health.ts';

export const handler = httpRoute(httpRoutes['get-health'], async () => {
  const answer = await readHealth();
  return { status: answer.status === 'down' ? 503 : 200, json: answer };
});
