import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readCaughtMail } from '../../../localstack/caught-mail.ts';
import { createMailCatcher } from '../../../localstack/mail-catcher.ts';
import { freePorts } from '../../../localstack/ports.ts';

const directory = mkdtempSync(join(tmpdir(), 'mail-'));
const file = join(directory, 'mail.jsonl');
const catcher = createMailCatcher(file);
let port: number | undefined;
beforeAll(async () => {
  [port] = await freePorts(1);
  await new Promise<void>((listening) => catcher.listen(port, '127.0.0.1', listening));
});
afterAll(async () => {
  await new Promise<void>((closed) => catcher.close(closed));
  rmSync(directory, { recursive: true });
});

/** Says each line once the server has answered the one before. */
const say = async (lines: readonly string[]): Promise<void> => {
  const socket = connect(Number(port), '127.0.0.1');
  const answers = createInterface(socket)[Symbol.asyncIterator]();
  const answered = async () => {
    for (;;) {
      const { value } = await answers.next();
      if (/^\d{3} /.test(value)) return value as string;
    }
  };
  await answered();
  for (const line of lines) {
    socket.write(`${line}\r\n`);
    expect(await answered()).toMatch(/^[23]/);
  }
  socket.end();
  await once(socket, 'close');
};

const message = [
  'From: ChemChat <chemchat@example.com>',
  'To: ada@example.com',
  'Subject: =?utf-8?q?Your_code_=E2=9C=89?=',
  'MIME-Version: 1.0',
  'Content-Type: multipart/alternative; boundary=b',
  '',
  '--b',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: base64',
  '',
  Buffer.from('12345678\n').toString('base64'),
  '--b',
  'Content-Type: text/html; charset=utf-8',
  '',
  '<p>12345678</p>',
  '--b--',
  '.',
].join('\r\n');

it('keeps what it is sent, decoded, the newest last', async () => {
  expect(readCaughtMail(file)).toEqual([]);
  const envelope = ['EHLO here', 'MAIL FROM:<chemchat@example.com>', 'RCPT TO:<ada@example.com>', 'DATA'];
  await say([...envelope, message, 'QUIT']);
  await say([...envelope, message.replace('Your_code', 'Your_next_code'), 'QUIT']);
  const caught = readCaughtMail(file);
  expect(caught.map(({ subject }) => subject)).toEqual(['Your code ✉', 'Your next code ✉']);
  expect(caught[0]).toEqual({
    at: expect.stringMatching(/^\d{4}-.*Z$/),
    from: 'chemchat@example.com',
    to: ['ada@example.com'],
    subject: 'Your code ✉',
    text: '12345678\n',
    html: expect.stringContaining('<p>12345678</p>'),
  });
});
