import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Parser } from '@asyncapi/parser';
import { describe, expect, it } from '@jest/globals';
import { asyncApiDocument } from '../../../../functions/contract/asyncapi-document.ts';
import { auditDocument } from '../../../../functions/contract/audit-document.ts';
import { clientTypes } from '../../../../functions/contract/client-types.ts';
import { httpRoutes } from '../../../../functions/contract/http-routes.ts';
import { openApiDocument } from '../../../../functions/contract/openapi-document.ts';
import { serverEvents } from '../../../../functions/contract/server-events.ts';
import { websocketActions } from '../../../../functions/contract/websocket-actions.ts';

const committed = (name: string) => readFileSync(join(import.meta.dirname, `../../../../docs/api/${name}`), 'utf8');
const written = (document: unknown) => `${JSON.stringify(document, undefined, 2)}\n`;

describe('the committed documents', () => {
  it('are those of the schemas; make docs writes them anew', () => {
    expect(committed('openapi.json')).toBe(written(openApiDocument()));
    expect(committed('asyncapi.json')).toBe(written(asyncApiDocument()));
    expect(committed('audit.md')).toBe(auditDocument());
    expect(committed('../../client/src/wire.ts')).toBe(clientTypes());
  });

  it('describe the WebSocket API in valid AsyncAPI 3', async () => {
    const { document, diagnostics } = await new Parser().parse(committed('asyncapi.json'));
    expect(diagnostics.filter(({ severity }) => severity === 0)).toEqual([]);
    expect(
      document
        ?.operations()
        .all()
        .map((operation) => operation.id())
        .sort(),
    ).toEqual([...Object.keys(websocketActions), ...Object.keys(serverEvents)].sort());
  });

  it('name every route once, with its errors as problem details', () => {
    const { paths = {} } = openApiDocument();
    const operations = Object.values(paths).flatMap((path) => Object.values(path ?? {}));
    expect(operations.map(({ operationId }) => operationId).sort()).toEqual(Object.keys(httpRoutes).sort());
    for (const { responses } of operations) expect(responses[500].content).toHaveProperty(['application/problem+json']);
  });
});
