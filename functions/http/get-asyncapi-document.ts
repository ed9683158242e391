import document from '../../docs/api/asyncapi.json' with { type: 'json' };
import { httpRoutes } from '../contract/http-routes.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';

export const handler = httpRoute(httpRoutes['get-asyncapi-document'], async () => ({ status: 200, json: document }));
