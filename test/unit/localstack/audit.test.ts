import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { auditPackages } from '../../../localstack/audit.ts';

/** A registry of its own process, for npm is waited for: it knows of one flaw in a package, or answers nothing of flaws. */
const registry = `
const { createServer } = require('node:http');
createServer((request, response) => {
  const severity = process.argv[1];
  const isAudit = request.method === 'POST' && severity !== 'none';
  const flaw = { id: 1, title: 'a flaw', url: 'https://example.com/1', severity, vulnerable_versions: '*' };
  response.writeHead(isAudit ? 200 : 405, { 'content-type': 'application/json' });
  response.end(isAudit ? JSON.stringify({ zod: [flaw] }) : '{}');
}).listen(0, '127.0.0.1', function () { console.log(this.address().port); });
`;

let running: ChildProcess | undefined;
let directory: string | undefined;

/** An environment in which npm asks a registry that knows of a flaw of this severity. */
const withRegistry = async (severity: string): Promise<NodeJS.ProcessEnv> => {
  running = spawn(process.execPath, ['-e', registry, severity], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = await once(running.stdout as NonNullable<typeof running.stdout>, 'data');
  // What npm once learned of a flaw it asks for no more, so each has a cache of its own.
  directory = mkdtempSync(join(tmpdir(), 'chemchat-audit-'));
  const npm_config_registry = `http://127.0.0.1:${String(port).trim()}/`;
  return { ...process.env, npm_config_registry, npm_config_cache: directory };
};

afterEach(() => {
  running?.kill();
  if (directory) rmSync(directory, { recursive: true });
  jest.restoreAllMocks();
});

describe('the audit of packages', () => {
  it.each(['high', 'critical'])('fails on a flaw of severity %s', async (severity) => {
    const log = jest.spyOn(console, 'log').mockReturnValue();
    const environment = await withRegistry(severity);
    expect(() => auditPackages(environment)).toThrow('known vulnerabilities of high severity');
    expect(log.mock.calls.flat().join(' ')).toMatch(new RegExp(`[1-9]\\d* ${severity}`));
  });

  it('tells of a lesser one, and passes', async () => {
    const log = jest.spyOn(console, 'log').mockReturnValue();
    auditPackages(await withRegistry('moderate'));
    expect(log.mock.calls.flat().join(' ')).toMatch(/[1-9]\d* moderate/);
  });

  it('warns where the registry answers no such question', async () => {
    const written = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const erred = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    auditPackages(await withRegistry('none'));
    expect([...written.mock.calls, ...erred.mock.calls].flat().join(' ')).toContain('packages were not checked');
  });
});
