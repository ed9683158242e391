import { Health } from '../health.ts';
import type { HttpRoutes } from './http-route.ts';

/** Routes for what operators and developers look at. */
export const operationRoutes = {
  'get-health': {
    method: 'GET',
    path: '/health',
    authentication: 'open',
    summary: 'Each dependency with its state and latency',
    answers: {
      200: { description: 'ok or degraded', schema: Health },
      503: { description: 'down', schema: Health },
    },
    errors: [],
  },
  'get-metrics': {
    method: 'GET',
    path: '/metrics',
    authentication: 'open',
    summary: 'What is measured, in the text format of Prometheus',
    answers: { 200: { description: 'Metrics as text' } },
    errors: [],
  },
  'get-api-docs': {
    method: 'GET',
    path: '/api/docs',
    morePaths: ['/api/docs/{asset}'],
    authentication: 'open',
    summary: 'These documents to read and try in a browser',
    answers: { 200: { description: 'A page' } },
    errors: ['NOT_FOUND'],
  },
  'get-openapi-document': {
    method: 'GET',
    path: '/api/docs-json',
    authentication: 'open',
    summary: 'This OpenAPI 3.1 document',
    answers: { 200: { description: 'OpenAPI 3.1' } },
    errors: [],
  },
  'get-asyncapi-document': {
    method: 'GET',
    path: '/api/asyncapi-json',
    authentication: 'open',
    summary: 'The AsyncAPI 3.0 document of the WebSocket API',
    answers: { 200: { description: 'AsyncAPI 3.0' } },
    errors: [],
  },
} as const satisfies HttpRoutes;
