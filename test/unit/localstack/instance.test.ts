import { randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  allInstances,
  gatewayUrl,
  logFileOf,
  openInstance,
  type Ports,
  readState,
  rememberProcess,
  updateState,
} from '../../../localstack/instance.ts';
import { local } from '../../../localstack/paths.ts';

const INSTANCE = `unit-${randomUUID()}`;
const open = (environment: NodeJS.ProcessEnv = {}) => openInstance({ INSTANCE, ...environment });
const { directory } = open();
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('an instance', () => {
  it('listens on the usual ports when nothing else is said', () => {
    expect(open().ports).toEqual({ gateway: 4566, search: 9201, front: 3000, mail: 1025 });
    expect(gatewayUrl(open())).toBe('http://localhost:4566');
  });

  it('listens where the environment says, else where it did last', () => {
    const instance = open({ PORT: '3001', GATEWAY_PORT: '4567', MAIL_PORT: '1026' });
    expect(instance.ports).toEqual({ gateway: 4567, search: 9201, front: 3001, mail: 1026 });
    updateState(instance, { ports: instance.ports });
    expect(open().ports).toEqual(instance.ports);
    expect(open({ PORT: '3002' }).ports).toEqual({ ...instance.ports, front: 3002 });
  });

  it('listens on the usual port with what it had not when it last ran', () => {
    const { mail: _new, ...before } = open().ports;
    updateState(open(), { ports: before as Ports });
    expect(open().ports.mail).toBe(1025);
  });

  it('is found with its endpoints by name; the default one has them where clients look', () => {
    expect(openInstance({}).name).toBe('default');
    expect(openInstance({}).endpointsFile).toBe(join(local, 'endpoints.json'));
    expect(open().endpointsFile).toBe(join(open().directory, 'endpoints.json'));
    expect(logFileOf(open(), 'deploy')).toBe(join(open().directory, 'logs', 'deploy.log'));
    updateState(open(), {});
    expect(allInstances().map(({ name }) => name)).toContain(INSTANCE);
  });

  it.each([
    [{ PORT: '0' }, 'PORT=0'],
    [{ SEARCH_PORT: 'nine' }, 'SEARCH_PORT=nine'],
    [{ GATEWAY_PORT: '65536' }, 'GATEWAY_PORT=65536'],
    [{ INSTANCE: '../elsewhere' }, 'INSTANCE=../elsewhere'],
  ])('refuses %j', (environment, message) => {
    expect(() => open(environment)).toThrow(message);
  });

  it('remembers processes and the deployment, each apart', () => {
    const started = { pid: 1, startedAt: 'now' };
    rememberProcess(open(), 'front', started);
    rememberProcess(open(), 'gateway', started);
    updateState(open(), { deployment: { digest: 'd', outputs: { HttpApiId: 'a' } } });
    rememberProcess(open(), 'front', undefined);
    expect(readState(open())).toEqual({
      processes: { gateway: started },
      deployment: { digest: 'd', outputs: { HttpApiId: 'a' } },
    });
  });

  it('says what to do when its memory is damaged', () => {
    updateState(open(), {});
    writeFileSync(join(directory, 'instance.json'), '{');
    expect(() => open()).toThrow("can't read");
    expect(() => open()).toThrow(expect.objectContaining({ advice: expect.stringContaining('delete') }));
  });
});
