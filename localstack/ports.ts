import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';

const loopback = '127.0.0.1';

const listen = async (port: number): Promise<Server> => {
  const server = createServer();
  server.listen(port, loopback);
  await once(server, 'listening');
  return server;
};

const close = async (server: Server): Promise<void> => {
  server.close();
  await once(server, 'close');
};

/** Ports of the loopback interface that nothing listened on a moment ago, all different. */
export const freePorts = async <Count extends number>(count: Count): Promise<number[] & { length: Count }> => {
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0)));
  const ports = servers.map((server) => {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('a TCP server has no port');
    return address.port;
  });
  await Promise.all(servers.map(close));
  return ports as number[] & { length: Count };
};

/** Whether something on this machine accepts a connection within a second. */
export const answers = async (port: number, host = loopback): Promise<boolean> => {
  const socket = connect({ port, host });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(1000) });
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
};

/** Whether anything listens on a port of this machine: it answers, or the port can't be bound. */
export const portIsTaken = async (port: number): Promise<boolean> => {
  if ((await answers(port)) || (await answers(port, '::1'))) return true;
  try {
    await close(await listen(port));
    return false;
  } catch {
    return true;
  }
};

/**
 * A port of a range that nothing listens on, any of them: two that start at once seldom get the same.
 *
 * @throws Error all are taken
 */
export const freePortAmong = async (first: number, last: number): Promise<number> => {
  const count = last - first + 1;
  const offset = Math.floor(Math.random() * count);
  for (let tried = 0; tried < count; tried += 1) {
    const port = first + ((offset + tried) % count);
    if (!(await portIsTaken(port))) return port;
  }
  throw new Error(`all ports from ${first} to ${last} are taken`);
};
