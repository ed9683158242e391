import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { aDeployment } from './deployment.ts';

/** What a socket is: open, with the time of the last frame where it is told; gone; or not to be told for an error. */
type Socket = { readonly lastActiveAtMs?: number } | 'gone' | 'failing';

/** One call of the @connections API. */
interface Call {
  readonly method: string;
  readonly connectionId: string;
  readonly frame: Record<string, unknown> | undefined;
}

/**
 * API Gateway's @connections API over HTTP, for sockets that are as a test says; those it says nothing of are open.
 * Closing one makes it gone.
 */
export const aConnectionsApi = async () => {
  const sockets = new Map<string, Socket>();
  const calls: Call[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const connectionId = decodeURIComponent(request.url?.split('/').at(-1) ?? '');
    const method = String(request.method);
    calls.push({ method, connectionId, frame: body === '' ? undefined : JSON.parse(body) });
    const socket = sockets.get(connectionId) ?? {};
    if (socket === 'gone' || socket === 'failing') {
      const type = socket === 'gone' ? 'GoneException' : 'InternalServerError';
      response.writeHead(socket === 'gone' ? 410 : 500, { 'x-amzn-errortype': type }).end('{}');
      return;
    }
    if (method === 'DELETE') sockets.set(connectionId, 'gone');
    const { lastActiveAtMs } = socket;
    const state = { ...(lastActiveAtMs !== undefined && { lastActiveAt: new Date(lastActiveAtMs).toISOString() }) };
    response.writeHead(method === 'DELETE' ? 204 : 200).end(method === 'GET' ? JSON.stringify(state) : '');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/ws`,
    turn: (connectionId: string, socket: Socket): void => void sockets.set(connectionId, socket),
    /** The methods that were called on a connection, in order. */
    methodsOn: (connectionId: string): string[] =>
      calls.filter((call) => call.connectionId === connectionId).map(({ method }) => method),
    /** The frames that were posted to a connection, in order. */
    framesTo: (connectionId: string): Record<string, unknown>[] =>
      calls.flatMap((call) => (call.connectionId === connectionId && call.frame ? [call.frame] : [])),
    close: async (): Promise<void> => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

/** A deployment whose functions post to connections of a real API; the test closes `api`. */
export const aConnectedDeployment = async () => {
  const [deployment, api] = [await aDeployment(), await aConnectionsApi()];
  process.env.CONNECTIONS_ENDPOINT = api.endpoint;
  return { ...deployment, api };
};
