import type { ProofMaker } from './proof-maker.ts';

/** What WebCrypto calls so. */
type Key = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/** A key pair whose private half cannot leave the device. */
export interface ProofKeyPair {
  readonly privateKey: Key;
  readonly publicKey: Key;
}

/** Where a device keeps its key pair. */
export interface ProofKeyStore {
  load(): Promise<ProofKeyPair | undefined>;
  save(pair: ProofKeyPair): Promise<void>;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

const base64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

const encoded = (part: object): string => base64Url(new TextEncoder().encode(JSON.stringify(part)));

const loadedOrMade = async (store: ProofKeyStore | undefined): Promise<ProofKeyPair> => {
  const kept = await store?.load();
  if (kept) return kept;
  const made: ProofKeyPair = await crypto.subtle.generateKey(algorithm, false, ['sign', 'verify']);
  await store?.save(made);
  return made;
};

/**
 * Binds sessions to a key of this device: a copy of the refresh token is then worth nothing elsewhere. Proofs carry this
 * device's time, which has to be right to half a minute. Without a store the key is as short-lived as the program, and
 * so is the session.
 */
export const proofKey = (store?: ProofKeyStore): ProofMaker => {
  let pair: Promise<ProofKeyPair> | undefined;
  return {
    proofFor: async (method, url) => {
      pair ??= loadedOrMade(store);
      const { privateKey, publicKey } = await pair;
      const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', publicKey);
      const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y } };
      const iat = Math.floor(Date.now() / 1000);
      const text = `${encoded(header)}.${encoded({ jti: crypto.randomUUID(), htm: method, htu: url, iat })}`;
      const signature = await crypto.subtle.sign(algorithm, privateKey, new TextEncoder().encode(text));
      return `${text}.${base64Url(new Uint8Array(signature))}`;
    },
  };
};
