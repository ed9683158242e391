import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { seed } from '../../../localstack/seed.ts';

let stop = () => {};
afterEach(() => stop());

/** Stands in for the deployment; people can sign in once they have registered. */
const startApi = async (sendStatus = 201) => {
  const calls: string[] = [];
  const registered = new Set<string>();
  const server = createServer(async (request, response) => {
    const body = JSON.parse((await request.setEncoding('utf8').toArray()).join(''));
    const path = request.url?.replace('/api/v1', '') ?? '';
    calls.push(path);
    const answer = (status: number, value: unknown) => response.writeHead(status).end(JSON.stringify(value));
    if (path === '/auth/register') {
      registered.add(body.email);
      return answer(201, {});
    }
    if (path !== '/auth/login') return answer(path.endsWith('/messages') ? sendStatus : 200, { id: 'c1' });
    if (!registered.has(body.email)) return answer(401, {});
    return answer(200, { accessToken: `token of ${body.email}`, user: { id: body.email } });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stop = () => server.close();
  const address = server.address();
  return { calls, http: `http://127.0.0.1:${typeof address === 'object' && address?.port}` };
};

describe('seeding', () => {
  it('registers two people and has one write to the other; the second time they are there', async () => {
    const { calls, http } = await startApi();
    await seed(http);
    expect(calls.filter((path) => path === '/auth/register')).toHaveLength(2);
    expect(calls.slice(-2)).toEqual(['/conversations', '/conversations/c1/messages']);
    calls.length = 0;
    await seed(http);
    expect(calls).toEqual(['/auth/login', '/auth/login', '/conversations', '/conversations/c1/messages']);
  });

  it('says what was refused', async () => {
    const { http } = await startApi(503);
    await expect(seed(http)).rejects.toThrow('POST /conversations/c1/messages answered 503: {"id":"c1"}');
  });
});
