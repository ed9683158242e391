import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Application } from 'typedoc';
import { root } from '../../localstack/paths.ts';

/** Where the reference is written to; a test gives another place. */
const [page = join(import.meta.dirname, 'reference.md')] = process.argv.slice(2);
const directory = mkdtempSync(join(tmpdir(), 'chemchat-reference-'));

try {
  const application = await Application.bootstrapWithPlugins({
    plugin: ['typedoc-plugin-markdown'],
    entryPoints: [join(root, 'client/src/index.ts')],
    tsconfig: join(root, 'client/tsconfig.json'),
    out: directory,
    name: 'The client package: reference',
    readme: 'none',
    disableSources: true,
    excludePrivate: true,
    excludeExternals: true,
    // One page, whose sections lead to each other.
    outputFileStrategy: 'modules',
    hidePageHeader: true,
    hideBreadcrumbs: true,
    interfacePropertiesFormat: 'table',
    classPropertiesFormat: 'table',
    propertyMembersFormat: 'table',
    typeDeclarationFormat: 'table',
    parametersFormat: 'table',
    logLevel: 'Warn',
  } as Parameters<typeof Application.bootstrapWithPlugins>[0]);
  const project = await application.convert();
  if (project) await application.generateOutputs(project);
  // A type that is not exported cannot be named by who uses the package, and would lead nowhere.
  if (!project || application.logger.hasErrors() || application.logger.hasWarnings()) {
    throw new Error('cannot write the reference; the package does not export all that it shows');
  }
  copyFileSync(join(directory, 'README.md'), page);
} finally {
  rmSync(directory, { recursive: true });
}
