import { randomUUID } from 'node:crypto';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, it } from '@jest/globals';
import { createLogTail } from '../../localstack/log-tail.ts';
import { cloud } from './support/cloud.ts';
import { eventually } from './support/eventually.ts';
import { aTenant, call } from './support/person.ts';
import { Socket } from './support/socket.ts';

const logTail = () => createLogTail(new CloudWatchLogsClient(cloud()), { sinceMs: 0 });

/** What a secret looks like, whosever it is: JSON Web Tokens, tokens in headers and queries, fields that hold one. */
const looksSecret =
  /\beyJ[\w-]{10,}\.[\w-]{10,}|\b(bearer|dpop) [\w-]{20,}|[?&]token=|"(password|newPassword|refreshToken|accessToken|mfaToken|recoveryCode|secret)":|"code":"\d{6}"/i;

/** What a refresh takes of a login's answer. */
const pick = ({ refreshToken, deviceId }: Record<string, unknown>) => ({ refreshToken, deviceId });

describe('the logs of all functions', () => {
  it('hold no password, token or text of a person, whether it went well or not', async () => {
    const unique = () => randomUUID();
    // The short one has characters that no id or time has, or it would be found in logs that never held it.
    const [password, wrong, short] = [`right ${unique()}`, `wrong ${unique()}`, `~${unique().slice(0, 4)}~`];
    const text = { http: `said ${unique()}`, socket: `said ${unique()}`, unreadable: `said ${unique()}` };
    const [email, tenant] = [`${unique()}@example.com`, aTenant()];
    const correlationId = `secrets-${unique()}`;
    const post = <Body = Record<string, string>>(path: string, body: unknown, token?: string) =>
      call<Body>('POST', `/api/v1${path}`, {
        body,
        headers: { 'x-correlation-id': correlationId },
        ...(token !== undefined && { token }),
      });

    await post('/auth/register', { email, password: short, displayName: 'Ada', tenant });
    expect((await post('/auth/register', { email, password, displayName: 'Ada', tenant })).status).toBe(201);
    expect((await post('/auth/login', { email, password: wrong })).status).toBe(401);
    // What people do: the password as a name, and with a field that is not known.
    expect((await post('/auth/login', { username: password.slice(0, 30), password: wrong })).status).not.toBe(200);
    expect((await post('/auth/login', { email, password, pasword: wrong })).status).toBe(400);
    const { body: login } = await post('/auth/login', { email, password });
    const { body: refreshed } = await post('/auth/refresh', pick(login));
    const { body: ticket } = await post('/auth/ws-token', undefined, refreshed.accessToken);
    const token = String(refreshed.accessToken);
    const { body: conversation } = await post('/conversations', { type: 'group', title: 'T', memberIds: [] }, token);
    const path = `/conversations/${conversation.id}/messages`;
    expect((await post(path, { content: text.http }, token)).status).toBe(201);
    expect((await post(path, `{"content": "${text.unreadable}`, token)).status).toBe(400);
    const socket = await Socket.open(String(ticket.token));
    await socket.ask('message.send', { conversationId: conversation.id, clientMessageId: 'a', content: text.socket });
    await socket.close();
    await expect(Socket.open(`${tenant}.${unique()}`)).rejects.toThrow('refused');
    expect((await post('/auth/refresh', pick(login))).status).toBe(401);
    await post('/auth/logout', undefined, token);

    const tokens = [login, refreshed].flatMap(({ accessToken, refreshToken }) => [accessToken, refreshToken]);
    const secrets = [password, wrong, short, ticket.token, ...tokens, ...Object.values(text)].map(String);
    expect(secrets.filter((secret) => secret.length < 5)).toEqual([]);

    const lines = await eventually(async () => {
      const all = await logTail()();
      const own = all.filter((line) => line.text.includes(correlationId));
      return new Set(own.map(({ source }) => source)).size >= 4 ? all : undefined;
    });
    const told = lines.filter((line) => secrets.some((secret) => line.text.includes(secret)));
    expect(told.slice(0, 3)).toEqual([]);
    const suspicious = lines.filter((line) => looksSecret.test(line.text));
    expect(suspicious.slice(0, 3)).toEqual([]);
  });
});
