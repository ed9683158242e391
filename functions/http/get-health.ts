import { operationRoutes } from '../contract/routes/operation-routes.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { healthReader } from '../platform/health.ts';

const readHealth = healthReader();

export const handler = httpRoute(operationRoutes['get-health'], async () => {
  const answer = await readHealth();
  return { status: answer.status === 'down' ? 503 : 200, json: answer };
});
