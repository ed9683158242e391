import { Agent, createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { createProxyServer } from 'http-proxy-3';
import sirv from 'sirv';
import { cacheControl, webHeaders } from '../lib/web/web-headers.ts';

/** The APIs behind the front, as the deployment's outputs name them. */
export interface Apis {
  readonly httpApiId: string;
  readonly webSocketApiId: string;
  readonly webSocketStage: string;
}

export interface FrontOptions {
  /** Origin of the local cloud, such as http://127.0.0.1:4566. */
  readonly gateway: string;
  /** Asked at each request, since a deployment may change it; undefined before the first one. */
  readonly apis: () => Apis | undefined;
  /** The built web client. While it is missing, a page with the URLs stands in. */
  readonly webDirectory: string;
}

/**
 * Further requests wait: each that is under way has a process of its own behind it, and dozens that start at once on a
 * laptop run out of time together.
 */
const requestsAtOnce = 12;

const kindOf = (url: string): 'http' | 'webSocket' | 'web' => {
  const [path = '/'] = url.split('?');
  if (path === '/ws') return 'webSocket';
  return /^\/(api|health|metrics)(\/|$)/.test(path) ? 'http' : 'web';
};

/**
 * Where in the local cloud a request goes, path and query.
 *
 * @param url path and query as the client sent them
 */
const pathInCloud = (url: string, { httpApiId, webSocketApiId, webSocketStage }: Apis): string =>
  kindOf(url) === 'webSocket'
    ? url.replace('/ws', `/_aws/execute-api/${webSocketApiId}/${webSocketStage}`)
    : `/_aws/execute-api/${httpApiId}/$default${url}`;

const unreachable = JSON.stringify({
  type: 'about:blank',
  title: 'Bad Gateway',
  status: 502,
  detail: 'the local cloud does not answer; make quick-start starts it, make health tells more',
  code: 'LOCAL_CLOUD_UNREACHABLE',
});

const problemHeaders = {
  'content-type': 'application/problem+json',
  'content-length': String(Buffer.byteLength(unreachable)),
  connection: 'close',
};

const refuseRequest = (response: ServerResponse): void => {
  if (response.headersSent) response.destroy();
  else response.writeHead(502, problemHeaders).end(unreachable);
};

const refuseUpgrade = (socket: Duplex): void => {
  const head = Object.entries(problemHeaders).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 502 Bad Gateway\r\n${head.join('')}\r\n${unreachable}`);
};

const urls = ['/api/docs', '/api/docs-json', '/api/asyncapi-json', '/health'];
const placeholderPage = `<!doctype html>
<html lang="en">
<title>ChemChat</title>
<style>body { font: 16px/1.6 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem }</style>
<h1>ChemChat runs</h1>
<p>The web client is not built. What there is:</p>
<ul>${urls.map((url) => `<li><a href="${url}">${url}</a>`).join('')}<li><code>/api/v1/...</code><li><code>/ws</code> (WebSocket)</ul>
`;

const sendPlaceholder = (request: IncomingMessage, response: ServerResponse): void => {
  const isRoot = request.url?.split('?')[0] === '/';
  response.writeHead(isRoot ? 200 : 404, { 'content-type': `text/${isRoot ? 'html' : 'plain'}; charset=utf-8` });
  response.end(isRoot ? placeholderPage : 'not found\n');
};

/** The one origin that clients use, as CloudFront is on AWS: the APIs, the WebSocket and the web client. Not listening yet. */
export const createFront = ({ gateway, apis, webDirectory }: FrontOptions): Server => {
  const agent = new Agent({ maxSockets: requestsAtOnce });
  const proxy = createProxyServer({ target: gateway, changeOrigin: true, xfwd: true, agent });
  proxy.on('error', (_error, _request, answer) => {
    if ('writeHead' in answer) refuseRequest(answer);
    else refuseUpgrade(answer);
  });
  // MiniStack drops the sub-protocol that $connect answers with, and browsers refuse the socket then.
  proxy.on('proxyReqWs', (upgrade, request) => {
    const [offered] = (request.headers['sec-websocket-protocol'] ?? '').split(',');
    upgrade.on('upgrade', ({ headers }) => {
      if (offered) headers['sec-websocket-protocol'] ??= offered.trim();
    });
  });
  const { port } = new URL(gateway);
  const cloudOrigins = ['localhost', '127.0.0.1'].map((host) => `http://${host}:${port}`);
  const headers = webHeaders({ uploadOrigins: cloudOrigins, fileOrigins: cloudOrigins });
  const serveWeb = sirv(webDirectory, {
    // Looks a file up at each request, so that a build shows without a restart.
    dev: true,
    single: true,
    setHeaders: (response, path) => {
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      response.setHeader('cache-control', cacheControl(path));
    },
  });

  const server = createServer((request, response) => {
    const { url = '/' } = request;
    if (kindOf(url) === 'web') return serveWeb(request, response, () => sendPlaceholder(request, response));
    // Only an upgrade may go on: MiniStack would have $connect's function answer, without any authorizer before it.
    if (kindOf(url) === 'webSocket') return response.writeHead(426, { upgrade: 'websocket' }).end();
    const target = apis();
    if (!target) return refuseRequest(response);
    request.url = pathInCloud(url, target);
    proxy.web(request, response);
  });

  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const { url = '/' } = request;
    const target = kindOf(url) === 'webSocket' ? apis() : undefined;
    if (!target) return refuseUpgrade(socket);
    request.url = pathInCloud(url, target);
    proxy.ws(request, socket, head);
  });
  return server;
};
