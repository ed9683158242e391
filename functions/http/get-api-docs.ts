import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { operationRoutes } from '../contract/routes/operation-routes.ts';
import { NotFound } from '../domain/errors.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';

/** Swagger UI's own files, which the bundle carries beside itself, by name and type. */
const assets: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css',
  'swagger-ui-bundle.js': 'text/javascript',
};
const assetFolder = join(import.meta.dirname, 'swagger-ui');

const start = `window.onload = () => SwaggerUIBundle({ url: '/api/docs-json', dom_id: '#docs', deepLinking: true });`;

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>ChemChat API</title>
    <link rel="stylesheet" href="/api/docs/swagger-ui.css">
  </head>
  <body>
    <div id="docs"></div>
    <script src="/api/docs/swagger-ui-bundle.js"></script>
    <script src="/api/docs/start.js"></script>
  </body>
</html>
`;

/** All from here; Swagger UI sets styles on elements and has images as data URLs. */
const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'";

const answer = (contentType: string, body: string) => ({
  status: 200 as const,
  body,
  headers: { 'content-type': `${contentType}; charset=utf-8`, 'content-security-policy': contentSecurityPolicy },
});

export const handler = httpRoute(operationRoutes['get-api-docs'], async ({ rawParameters: { asset } }) => {
  if (asset === undefined) return answer('text/html', page);
  if (asset === 'start.js') return answer('text/javascript', start);
  const contentType = assets[asset];
  if (contentType === undefined) throw new NotFound('this part of the documents');
  return answer(contentType, await readFile(join(assetFolder, asset), 'utf8'));
});
