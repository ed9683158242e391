import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { originSecretHeader, viewerAddressHeader } from '../../../../functions/contract/edge-headers.ts';
import { Forbidden } from '../../../../functions/domain/errors.ts';
import { originGuard } from '../../../../functions/platform/origin-guard.ts';

process.env.AWS_REGION = 'us-east-1';
const secrets = mockClient(SecretsManagerClient);
const guard = (secretName: string) => {
  process.env.ORIGIN_SECRET = secretName;
  return originGuard();
};

beforeEach(() => {
  secrets.reset();
  secrets.on(GetSecretValueCommand).resolves({ SecretString: JSON.stringify({ current: 'now', next: 'soon' }) });
});

describe('an origin behind an edge', () => {
  it.each(['now', 'soon'])(
    "answers what shows the edge's secret (%s), and has the client's address from it",
    async (secret) => {
      const headers = { [originSecretHeader]: secret, [viewerAddressHeader]: '198.51.100.4' };
      expect(await guard('origin')(headers, '192.0.2.1')).toBe('198.51.100.4');
    },
  );

  it.each([undefined, '', 'guessed'])('refuses what shows %j, whatever it says of its address', async (secret) => {
    const headers = { ...(secret !== undefined && { [originSecretHeader]: secret }), [viewerAddressHeader]: 'x' };
    await expect(guard('origin')(headers, '192.0.2.1')).rejects.toThrow(Forbidden);
  });

  it('finds the header however the client of a WebSocket wrote it', async () => {
    expect(await guard('origin')({ 'X-Chemchat-Origin': 'now' }, '192.0.2.1')).toBe('192.0.2.1');
  });

  it('reads the secret once for all requests of a warm function', async () => {
    const admit = guard('origin');
    for (let count = 0; count < 3; count += 1) await admit({ [originSecretHeader]: 'now' }, '192.0.2.1');
    expect(secrets.commandCalls(GetSecretValueCommand)).toHaveLength(1);
  });

  it('refuses everything while the secret can not be read', async () => {
    secrets.on(GetSecretValueCommand).rejects(new Error('no way there'));
    await expect(guard('origin')({ [originSecretHeader]: 'now' }, '192.0.2.1')).rejects.toThrow();
  });
});

describe('an origin without an edge in front', () => {
  it('takes the address that the request came from, and never one that the client tells', async () => {
    expect(await guard('')({ [viewerAddressHeader]: '198.51.100.4' }, '192.0.2.1')).toBe('192.0.2.1');
    expect(secrets.commandCalls(GetSecretValueCommand)).toHaveLength(0);
  });
});
