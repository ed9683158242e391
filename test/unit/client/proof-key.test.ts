import 'fake-indexeddb/auto';
import { describe, expect, it } from '@jest/globals';
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } from 'jose';
import { indexedDbProofKeyStore, proofKey } from '../../../client/src/index.ts';
import { aDevice, during } from './support/device.ts';
import { FakeGateway } from './support/fake-gateway.ts';
import { SimulatedTime } from './support/simulated-time.ts';

const url = 'http://chat.test/api/v1/auth/login';

const verified = async (proof: string) => {
  const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, { typ: 'dpop+jwt', algorithms: ['ES256'] });
  return { payload, thumbprint: await calculateJwkThumbprint(protectedHeader.jwk ?? {}) };
};

describe('a key that sessions are bound to', () => {
  it('proves each request anew, with the same key', async () => {
    const { proofFor } = proofKey();
    const [one, other] = [await verified(await proofFor('POST', url)), await verified(await proofFor('POST', url))];
    expect(one.payload).toMatchObject({ htm: 'POST', htu: url });
    expect(one.thumbprint).toBe(other.thumbprint);
    expect(one.payload.jti).not.toBe(other.payload.jti);
  });

  it('is the same after a reload, and its private half cannot be read', async () => {
    // Given keys that survive what the fake database does to copy them
    const store = indexedDbProofKeyStore();
    const before = await verified(await proofKey(store).proofFor('POST', url));
    const kept = await indexedDbProofKeyStore().load();
    expect(kept?.privateKey.extractable).toBe(false);
    const after = await verified(await proofKey(indexedDbProofKeyStore()).proofFor('POST', url));
    expect(after.thumbprint).toBe(before.thumbprint);
  });

  it('goes with logging in and refreshing', async () => {
    const time = new SimulatedTime();
    const gateway = new FakeGateway(time);
    const proved: string[] = [];
    const { chat } = aDevice(
      { time, gateway },
      {
        proofs: { proofFor: async (method, target) => `${method} ${target}` },
        runtime: {
          fetch: (target, init) => {
            proved.push(new Headers(init.headers).get('dpop') ?? 'none');
            return gateway.fetch(target, init);
          },
        },
      },
    );
    await during(time, chat.auth.logIn({ email: 'ada', password: 'a password' }));
    await time.pass(16 * 60_000);
    await during(time, chat.api.listConversations());
    expect(proved).toEqual([`POST ${url}`, 'POST http://chat.test/api/v1/auth/refresh', 'none']);
  });
});
