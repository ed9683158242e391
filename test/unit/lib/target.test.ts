import { describe, expect, it } from '@jest/globals';
import { App, CliCredentialsStackSynthesizer, DefaultStackSynthesizer, Stack } from 'aws-cdk-lib';
import { targetNamed } from '../../../lib/target.ts';

const stack = new Stack(new App(), 'Any', { env: { region: 'eu-west-1', account: '111122223333' } });
const api = { apiId: 'a1', stageName: 'ws' };

describe('the local target', () => {
  it('finds the local cloud by AWS_ENDPOINT_URL', () => {
    const target = targetNamed('local', { AWS_ENDPOINT_URL: 'http://localhost:4700/' });
    expect(target.connectionsEndpoint(stack, api)).toBe('http://localhost:4700/_aws/execute-api/a1/ws');
    expect(target.webSocketUrl(stack, api)).toBe('ws://localhost:4700/_aws/execute-api/a1/ws');
    expect(target.httpUrl(stack, 'a1')).toBe('http://localhost:4700/_aws/execute-api/a1/$default');
  });

  it('takes the usual port without it', () => {
    expect(targetNamed('local', {}).httpUrl(stack, 'a1')).toBe('http://localhost:4566/_aws/execute-api/a1/$default');
  });

  it("deploys with the caller's own credentials", () => {
    expect(targetNamed('local').synthesizer()).toBeInstanceOf(CliCredentialsStackSynthesizer);
  });
});

describe('the AWS target', () => {
  it('reaches APIs by TLS, whatever AWS_ENDPOINT_URL says', () => {
    const target = targetNamed('aws', { AWS_ENDPOINT_URL: 'http://localhost:4566' });
    const host = 'a1.execute-api.eu-west-1.';
    expect(target.connectionsEndpoint(stack, api)).toMatch(`https://${host}`);
    expect(target.webSocketUrl(stack, api)).toMatch(`wss://${host}`);
    expect(target.httpUrl(stack, 'a1')).toMatch(`https://${host}`);
  });

  it('deploys through the bootstrap roles, and each stack with a synthesizer of its own', () => {
    const target = targetNamed('aws');
    expect(target.synthesizer()).toBeInstanceOf(DefaultStackSynthesizer);
    expect(target.synthesizer()).not.toBe(target.synthesizer());
  });
});
