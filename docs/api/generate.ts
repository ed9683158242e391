import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asyncApiDocument } from '../../functions/contract/asyncapi-document.ts';
import { auditDocument } from '../../functions/contract/audit-document.ts';
import { clientTypes } from '../../functions/contract/client-types.ts';
import { openApiDocument } from '../../functions/contract/openapi-document.ts';

// These documents are committed, so that a change of the contract is seen in review; a test fails when they are stale.
for (const [name, document] of Object.entries({ openapi: openApiDocument(), asyncapi: asyncApiDocument() })) {
  writeFileSync(join(import.meta.dirname, `${name}.json`), `${JSON.stringify(document, undefined, 2)}\n`);
}
writeFileSync(join(import.meta.dirname, 'audit.md'), auditDocument());
writeFileSync(join(import.meta.dirname, '../../client/src/wire.ts'), clientTypes());
