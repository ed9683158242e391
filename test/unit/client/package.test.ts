import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { root } from '../../../localstack/paths.ts';

const tsc = join(root, 'node_modules/typescript/bin/tsc');
let application: string;

// As an application has it: the package as it is published, and nothing of this repository.
beforeAll(() => {
  application = mkdtempSync(join(tmpdir(), 'chemchat-client-'));
  const installed = join(application, 'node_modules/@chemchat/client');
  mkdirSync(installed, { recursive: true });
  execFileSync(process.execPath, [tsc, '-p', join(root, 'client'), '--outDir', join(installed, 'dist')]);
  writeFileSync(join(installed, 'package.json'), readFileSync(join(root, 'client/package.json')));
}, 120_000);

afterAll(() => rmSync(application, { recursive: true, force: true }));

it('ships types that stand on their own, and refuse what the contract refuses', () => {
  const declarations = readdirSync(join(application, 'node_modules/@chemchat/client/dist')).filter((name) =>
    name.endsWith('.d.ts'),
  );
  expect(declarations).toContain('wire.d.ts');
  writeFileSync(
    join(application, 'good.mts'),
    `import { createChatClient, type Message } from '@chemchat/client';
     const chat = createChatClient({ url: 'http://localhost:3000' });
     chat.on('message.created', ({ content }) => content.toUpperCase());
     export const sent: Promise<Message> = chat.conversation('id').send({ content: 'hello' }).acknowledged;`,
  );
  writeFileSync(
    join(application, 'bad.mts'),
    `import { createChatClient } from '@chemchat/client';
     createChatClient({ url: 'http://localhost:3000' }).conversation('id').send({ text: 'hello' });`,
  );
  const options = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext', '--lib', 'es2023,dom'];
  const check = (file: string) =>
    execFileSync(process.execPath, [tsc, ...options, join(application, file)], {
      cwd: application,
      encoding: 'utf8',
      stdio: 'pipe',
    });
  expect(check('good.mts')).toBe('');
  expect(() => check('bad.mts')).toThrow();
}, 120_000);

it('runs in plain Node.js as it is published', () => {
  const program = `import { ChatError, createChatClient } from '@chemchat/client';
    const chat = createChatClient({ url: 'http://localhost:1' });
    const error = await chat.auth.logIn({ email: 'ada@example.com', password: 'a password' }).catch((error) => error);
    console.log(error instanceof ChatError, error.code, chat.connection);`;
  // What the package depends on is there; it is not used here.
  const idb = join(application, 'node_modules/idb');
  mkdirSync(idb, { recursive: true });
  writeFileSync(join(idb, 'package.json'), JSON.stringify({ name: 'idb', type: 'module', exports: './index.js' }));
  writeFileSync(join(idb, 'index.js'), 'export const openDB = undefined;');
  writeFileSync(join(application, 'program.mjs'), program);
  const said = execFileSync(process.execPath, [join(application, 'program.mjs')], {
    encoding: 'utf8',
    cwd: application,
  });
  expect(said.trim()).toBe('true NO_ANSWER idle');
}, 30_000);
