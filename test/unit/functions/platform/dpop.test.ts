import { Socket } from 'node:net';
import { describe, expect, it, jest } from '@jest/globals';
import { systemClock } from '../../../../functions/domain/clock.ts';
import { readProof } from '../../../../functions/platform/dpop.ts';
import { aProofKey } from '../../../builders/dpop.ts';

const deps = { publicUrls: ['https://chat.example.com'], clock: systemClock };
const route = { method: 'POST', path: '/api/v1/auth/refresh' } as const;
const url = `${deps.publicUrls[0]}${route.path}`;

describe('a proof of possession', () => {
  it('is read from what it brings, and nobody is asked, wherever its header says that keys are', async () => {
    const connects = jest.spyOn(Socket.prototype, 'connect');
    const fetches = jest.spyOn(globalThis, 'fetch');
    const { prove } = await aProofKey();
    const [plain, pointing] = [
      await prove({ url }),
      await prove({ url, header: { jku: 'http://127.0.0.1:9/keys', x5u: 'http://127.0.0.1:9/x5u', kid: 'theirs' } }),
    ];
    const [one, other] = [await readProof(deps, route, plain), await readProof(deps, route, pointing)];
    expect(other.keyThumbprint).toBe(one.keyThumbprint);
    expect(connects).not.toHaveBeenCalled();
    expect(fetches).not.toHaveBeenCalled();
  });

  it.each(['none', 'HS256'])('is refused with the algorithm %s', async (alg) => {
    const { prove } = await aProofKey();
    const [, payload, signature] = (await prove({ url })).split('.');
    const { jwk } = await aProofKey();
    const header = Buffer.from(JSON.stringify({ alg, typ: 'dpop+jwt', jwk })).toString('base64url');
    await expect(readProof(deps, route, [header, payload, signature].join('.'))).rejects.toThrow('malformed');
  });
});
