import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { endpointsOf } from '../../../localstack/endpoints.ts';
import { openInstance } from '../../../localstack/instance.ts';
import { testEndpointsOf } from '../../../localstack/test-instance.ts';

const instance = openInstance({ INSTANCE: 'unit', PORT: '3001', GATEWAY_PORT: '4567', SEARCH_PORT: '9203' });

describe('endpoints', () => {
  it('are those of one origin, as the contract has them', () => {
    expect(endpointsOf(instance, 'http://localhost:9203')).toEqual({
      http: 'http://localhost:3001',
      websocket: 'ws://localhost:3001/ws',
      web: 'http://localhost:3001',
      search: 'http://localhost:9203',
    });
  });

  it('leave search out while it does not run', () => {
    expect(endpointsOf(instance, undefined)).not.toHaveProperty('search');
  });

  it('have the AWS APIs and the outputs for tests', () => {
    expect(testEndpointsOf(instance, { HttpApiId: 'h1' })).toEqual({
      instance: instance.name,
      http: 'http://localhost:3001',
      websocket: 'ws://localhost:3001/ws',
      gateway: 'http://localhost:4567',
      mail: join(instance.directory, 'mail.jsonl'),
      outputs: { HttpApiId: 'h1' },
    });
  });
});
