import document from '../../docs/api/asyncapi.json' with { type: 'json' };
import { operationRoutes } from '../contract/routes/operation-routes.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';

export const handler = httpRoute(operationRoutes['get-asyncapi-document'], async () => ({
  status: 200,
  json: document,
}));
