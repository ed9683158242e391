import { createVerify, generateKeyPairSync } from 'node:crypto';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { MediaId, TenantId } from '../../../../../functions/contract/identifiers.ts';
import { downloadLinks } from '../../../../../functions/platform/media/download-links.ts';

const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const secrets = mockClient(SecretsManagerClient);
const key = { tenantId: TenantId.parse('acme'), mediaId: MediaId.parse('0190-file') };

const linksOf = (origin: string) => {
  Object.assign(process.env, {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'id',
    AWS_SECRET_ACCESS_KEY: 'secret',
    MEDIA_BUCKET: 'bucket',
    FILES_ORIGIN: origin,
    FILES_KEY_SECRET: 'chemchat/production/media-key',
  });
  return downloadLinks();
};
const behindEdge = () => linksOf('https://files.chat.example.com');

/** What CloudFront does with a URL that has a canned policy: the answer that the viewer gets. */
const visit = (text: string, atSeconds: number): 200 | 403 => {
  const url = new URL(text);
  const [expires, signature, keyPairId, algorithm] = ['Expires', 'Signature', 'Key-Pair-Id', 'Hash-Algorithm'].map(
    (name) => url.searchParams.get(name),
  );
  if (keyPairId !== 'K2JCJMDEHXQW5F' || algorithm !== 'SHA256' || atSeconds >= Number(expires)) return 403;
  const policy = `{"Statement":[{"Resource":"${url.origin}${url.pathname}","Condition":{"DateLessThan":{"AWS:EpochTime":${expires}}}}]}`;
  const base64 = (signature ?? '').replaceAll('-', '+').replaceAll('_', '=').replaceAll('~', '/');
  return createVerify('RSA-SHA256').update(policy).verify(publicKey, base64, 'base64') ? 200 : 403;
};
const nowSeconds = () => Math.floor(Date.now() / 1000);

beforeEach(() => {
  secrets.reset();
  secrets
    .on(GetSecretValueCommand, { SecretId: 'chemchat/production/media-key' })
    .resolves({ SecretString: JSON.stringify({ keyPairId: 'K2JCJMDEHXQW5F', privateKey }) });
});

describe('a URL of a file behind an edge', () => {
  it('opens the file until its time is over', async () => {
    const url = await behindEdge().sign(key, 'thumbnail.webp', 300);
    expect(url).toMatch(/^https:\/\/files\.chat\.example\.com\/media\/acme\/0190-file\/thumbnail\.webp\?Expires=/);
    const now = nowSeconds();
    expect([visit(url, now), visit(url, now + 295), visit(url, now + 302)]).toEqual([200, 200, 403]);
  });

  it('opens no other file, tenant, rendition or host, and not for longer', async () => {
    const url = await behindEdge().sign(key, 'thumbnail.webp', 300);
    const changed = [
      ['thumbnail.webp', 'original'],
      ['0190-file', '0190-else'],
      ['acme', 'other'],
      ['files.chat', 'files.chats'],
      [/Expires=\d+/, `Expires=${nowSeconds() + 9_999}`],
    ] as const;
    for (const [from, to] of changed) {
      const other = url.replace(from, to);
      expect(other).not.toBe(url);
      expect(visit(other, nowSeconds())).toBe(403);
    }
  });

  it('holds nothing of the private key, which is read once for all of a warm function', async () => {
    const links = behindEdge();
    const urls = [await links.sign(key, 'original', 300), await links.sign(key, '720p.mp4', 300)];
    expect(urls.map((url) => visit(url, nowSeconds()))).toEqual([200, 200]);
    expect(urls.join()).not.toContain(privateKey.split('\n')[1]);
    expect(secrets.commandCalls(GetSecretValueCommand)).toHaveLength(1);
  });

  it.each([
    ['no JSON, as the bare key', privateKey],
    ['no key', JSON.stringify({ keyPairId: 'K2JCJMDEHXQW5F' })],
    ['no id', JSON.stringify({ privateKey })],
    ['a key that is none', JSON.stringify({ keyPairId: 'K2JCJMDEHXQW5F', privateKey: 'MIIEtop-secret' })],
  ])('is not signed with a secret that has %s, and the error holds nothing of it', async (_what, SecretString) => {
    secrets.on(GetSecretValueCommand).resolves({ SecretString });
    const error = await behindEdge()
      .sign(key, 'original', 300)
      .catch((thrown: Error) => thrown);
    expect(error).toBeInstanceOf(Error);
    const { message, cause, stack } = error as Error;
    expect(message).toBe(
      'cannot sign URLs of files; secret chemchat/production/media-key has no keyPairId and privateKey',
    );
    expect([cause, stack?.includes('MII'), stack?.includes('BEGIN')]).toEqual([undefined, false, false]);
  });
});

describe('a URL of a file without an edge', () => {
  it('is one of S3, and no secret is read', async () => {
    const url = new URL(await linksOf('').sign(key, 'original', 300));
    expect(url.pathname).toMatch(/media\/acme\/0190-file\/original$/);
    expect(url.searchParams.get('X-Amz-Expires')).toBe('300');
    expect(secrets.commandCalls(GetSecretValueCommand)).toHaveLength(0);
  });
});
