import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from '@jest/globals';
import {
  type BackgroundProcess,
  isRunning,
  lastLines,
  startInBackground,
  stopProcess,
  thisProcess,
} from '../../../localstack/background-process.ts';
import { root } from '../../../localstack/paths.ts';

const directory = mkdtempSync(join(tmpdir(), 'chemchat-test-'));
afterAll(() => rmSync(directory, { recursive: true }));

const logFile = join(directory, 'log');
const start = (script: string) =>
  startInBackground({ command: process.execPath, args: ['-e', script], env: {}, cwd: directory, logFile });

const seen = async (text: string) => {
  while (!lastLines(logFile).includes(text)) await sleep(20);
};

describe('a background process', () => {
  it('runs until it is stopped, and writes to its log', async () => {
    const started = await start("console.log('up'); setInterval(() => {}, 1000)");
    await seen('up');
    expect(isRunning(started)).toBe(true);
    expect(await stopProcess(started)).toBe(true);
    expect(isRunning(started)).toBe(false);
  });

  it('is killed when it does not end by itself', async () => {
    const started = await start("process.on('SIGTERM', () => {}); console.log('deaf'); setInterval(() => {}, 1000)");
    await seen('deaf');
    expect(await stopProcess(started, 200)).toBe(false);
    await sleep(100);
    expect(isRunning(started)).toBe(false);
  });

  it('is not taken for another one that has its pid now', async () => {
    const other: BackgroundProcess = { ...thisProcess(), startedAt: 'before the machine was restarted' };
    expect(isRunning(other)).toBe(false);
    // Stopping it would end this test run.
    expect(await stopProcess(other)).toBe(true);
  });

  it('says when its command does not exist', async () => {
    const starting = startInBackground({ command: 'no-such-command', args: [], env: {}, cwd: directory, logFile });
    await expect(starting).rejects.toThrow('ENOENT');
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'ends with the process that asked for it, on %s',
    async (signal) => {
      const script = join(root, 'test', 'unit', 'localstack', 'start-and-wait.ts');
      const parent = spawn(process.execPath, ['--import', 'tsx', script, directory], { cwd: root });
      const [output] = await once(parent.stdout, 'data');
      const child: BackgroundProcess = JSON.parse(String(output));
      expect(isRunning(child)).toBe(true);
      parent.kill(signal);
      const [exitCode] = await once(parent, 'close');
      expect(exitCode).toBeGreaterThan(128);
      while (isRunning(child)) await sleep(20);
    },
  );

  it('has a log whose end can be told', () => {
    expect(lastLines(logFile, 1)).toBe(readFileSync(logFile, 'utf8').trimEnd().split('\n').at(-1));
    expect(lastLines(join(directory, 'none'))).toBe('');
  });
});
