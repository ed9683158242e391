import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket, WebSocketServer } from 'ws';
import { type Apis, createFront } from '../../../localstack/front.ts';
import { freePorts } from '../../../localstack/ports.ts';

const apis: Apis = { httpApiId: 'h1', webSocketApiId: 'w1', webSocketStage: 'ws' };
const directory = mkdtempSync(join(tmpdir(), 'chemchat-test-'));
const servers: Server[] = [];

const listen = async (server: Server): Promise<string> => {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address?.port}`;
};

/** Stands in for the local cloud: answers with what it was asked, and echoes what it is sent. */
const startCloud = (): Promise<string> => {
  const server = createServer((request, response) => {
    const { url, method, headers } = request;
    response.setHeader('content-type', 'application/json');
    request.setEncoding('utf8').on('data', (body) => response.write(JSON.stringify({ url, method, headers, body })));
    request.on('end', () =>
      response.end(request.readableDidRead && method === 'POST' ? '' : JSON.stringify({ url, headers })),
    );
  });
  // Like MiniStack, it takes a sub-protocol without naming it in its answer.
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => false });
  server.on('upgrade', (request, socket, head) => {
    if (request.url?.includes('token=bad')) return socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n');
    return sockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.send(JSON.stringify({ url: request.url, offered: request.headers['sec-websocket-protocol'] }));
      webSocket.on('message', (data) => webSocket.send(String(data)));
    });
  });
  return listen(server);
};

interface Deployed {
  readonly gateway?: string;
  readonly deployed?: Apis | undefined;
  readonly webDirectory?: string;
}
const startFront = ({ gateway = cloud, webDirectory = join(directory, 'none'), ...given }: Deployed = {}) =>
  listen(createFront({ gateway, apis: () => ('deployed' in given ? given.deployed : apis), webDirectory }));

const json = async (url: string, init?: RequestInit) => (await fetch(url, init)).json();
const connect = (front: string, path: string, protocols: string[] = []) =>
  new WebSocket(`${front.replace('http', 'ws')}${path}`, protocols);
const refusal = async (webSocket: WebSocket) => {
  webSocket.on('error', () => {});
  const [, response] = await once(webSocket, 'unexpected-response');
  return response.statusCode;
};

let cloud: string;
let front: string;
let frontOfNothing: string;
beforeAll(async () => {
  cloud = await startCloud();
  front = await startFront();
  const [free] = await freePorts(1);
  frontOfNothing = await startFront({ gateway: `http://127.0.0.1:${free}` });
});
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  rmSync(directory, { recursive: true });
});

describe('the front, over HTTP', () => {
  it.each(['/api/v1/users/me?a=1&b=2', '/api/docs', '/health', '/metrics'])(
    'carries %s to the HTTP API',
    async (url) => {
      expect(await json(`${front}${url}`)).toMatchObject({ url: `/_aws/execute-api/h1/$default${url}` });
    },
  );

  it('carries method, body and headers, and tells the client’s address', async () => {
    const asked = { method: 'POST', body: 'hello', headers: { authorization: 'Bearer t' } };
    expect(await json(`${front}/api/v1/x`, asked)).toMatchObject({
      method: 'POST',
      body: 'hello',
      headers: { authorization: 'Bearer t', 'x-forwarded-for': '127.0.0.1', host: new URL(cloud).host },
    });
  });

  it.each([() => frontOfNothing, () => startFront({ deployed: undefined })])(
    'answers a problem while the cloud is away',
    async (start) => {
      const response = await fetch(`${await start()}/api/v1/users/me`);
      expect(response.status).toBe(502);
      expect(response.headers.get('content-type')).toBe('application/problem+json');
      expect(await response.json()).toMatchObject({ status: 502, code: 'LOCAL_CLOUD_UNREACHABLE' });
    },
  );

  it('has requests wait while a dozen are under way, whatever sockets there are, and answers all', async () => {
    const waiting: (() => void)[] = [];
    let most = 0;
    let isHeld = true;
    const slow = createServer((_request, response) => {
      const answer = () => {
        waiting.splice(waiting.indexOf(answer), 1);
        response.end('{}');
      };
      waiting.push(answer);
      most = Math.max(most, waiting.length);
      if (!isHeld) setTimeout(answer, 5);
    });
    const sockets = new WebSocketServer({ noServer: true });
    slow.on('upgrade', (request, socket, head) => sockets.handleUpgrade(request, socket, head, () => {}));
    const ownFront = await startFront({ gateway: await listen(slow) });
    const connected = Array.from({ length: 15 }, () => connect(ownFront, '/ws'));
    await Promise.all(connected.map((socket) => once(socket, 'open')));
    const answers = Array.from({ length: 30 }, () => fetch(`${ownFront}/api/v1/x`));
    while (waiting.length < 12) await new Promise((wake) => setTimeout(wake, 5));
    await new Promise((wake) => setTimeout(wake, 50));
    isHeld = false;
    for (const answer of [...waiting]) answer();
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(Array(30).fill(200));
    expect(most).toBe(12);
    for (const socket of connected) socket.terminate();
  });

  it('shows a page with the URLs while the web client is not built', async () => {
    const page = await fetch(`${front}/`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('/api/docs');
    expect((await fetch(`${front}/healthy`)).status).toBe(404);
  });

  it('serves the web client once it is built, its page for each of its own paths', async () => {
    const webDirectory = join(directory, 'dist');
    mkdirSync(webDirectory);
    writeFileSync(join(webDirectory, 'index.html'), 'the web client');
    writeFileSync(join(webDirectory, 'app.js'), 'code');
    const built = await startFront({ webDirectory });
    expect(await (await fetch(`${built}/app.js`)).text()).toBe('code');
    expect(await (await fetch(`${built}/`)).text()).toBe('the web client');
    expect(await (await fetch(`${built}/conversations/1`)).text()).toBe('the web client');
    expect(await json(`${built}/api/v1/users/me`)).toMatchObject({
      url: '/_aws/execute-api/h1/$default/api/v1/users/me',
    });
  });
});

describe('the web client’s answers', () => {
  it('says what the page may load, and how long files may be kept', async () => {
    const webDirectory = join(directory, 'kept');
    mkdirSync(join(webDirectory, 'assets'), { recursive: true });
    writeFileSync(join(webDirectory, 'index.html'), 'the web client');
    writeFileSync(join(webDirectory, 'assets', 'main-X.js'), 'code');
    const built = await startFront({ webDirectory });
    const [page, file] = await Promise.all([fetch(`${built}/c/1`), fetch(`${built}/assets/main-X.js`)]);
    const { port } = new URL(cloud);
    expect(page.headers.get('content-security-policy')).toContain(
      `default-src 'self'; connect-src 'self' http://localhost:${port} http://127.0.0.1:${port}`,
    );
    expect(page.headers.get('content-security-policy')).not.toContain('unsafe');
    for (const { headers } of [page, file]) {
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
    }
    expect(page.headers.get('cache-control')).toBe('no-cache');
    expect(file.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });
});

describe('the front, over WebSocket', () => {
  it('carries /ws to the WebSocket API with its query, and frames both ways', async () => {
    const webSocket = connect(front, '/ws?token=t&batch=1');
    const [hello] = await once(webSocket, 'message');
    expect(JSON.parse(String(hello))).toMatchObject({ url: '/_aws/execute-api/w1/ws?token=t&batch=1' });
    webSocket.send('there and back');
    expect(String((await once(webSocket, 'message'))[0])).toBe('there and back');
    webSocket.close();
  });

  it('passes the sub-protocols on and answers with the first, which the local cloud does not', async () => {
    const webSocket = connect(front, '/ws', ['chemchat.v1', 't']);
    const [hello] = await once(webSocket, 'message');
    expect(JSON.parse(String(hello))).toMatchObject({ offered: 'chemchat.v1,t' });
    expect(webSocket.protocol).toBe('chemchat.v1');
    webSocket.close();
  });

  it('asks for an upgrade where none is asked for', async () => {
    const { status, headers } = await fetch(`${front}/ws?token=t`);
    expect([status, headers.get('upgrade')]).toEqual([426, 'websocket']);
  });

  it('passes a refused handshake on', async () => {
    expect(await refusal(connect(front, '/ws?token=bad'))).toBe(403);
  });

  it('answers 502 while the cloud is away, and for other paths', async () => {
    expect(await refusal(connect(frontOfNothing, '/ws'))).toBe(502);
    expect(await refusal(connect(await startFront({ deployed: undefined }), '/ws'))).toBe(502);
    expect(await refusal(connect(front, '/elsewhere'))).toBe(502);
  });

  it('outlives a client that vanishes', async () => {
    const webSocket = connect(front, '/ws');
    await once(webSocket, 'message');
    webSocket.terminate();
    expect((await fetch(`${front}/health`)).status).toBe(200);
  });
});
