import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { freePorts, portIsTaken } from '../../../localstack/ports.ts';

const listening = async (host: string) => {
  const server = createServer();
  server.listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return { port: address.port, close: () => server.close() };
};

describe('ports', () => {
  it('gives ports that differ and are free', async () => {
    const ports = await freePorts(3);
    expect(new Set(ports).size).toBe(3);
    for (const port of ports) expect(await portIsTaken(port)).toBe(false);
  });

  it.each(['127.0.0.1', '0.0.0.0', '::1'])('sees a port that another program took on %s', async (host) => {
    const { port, close } = await listening(host);
    expect(await portIsTaken(port)).toBe(true);
    close();
  });
});
