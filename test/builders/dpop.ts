import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

/** What a proof says, and what its header says instead of what it should. */
export interface ProofParts {
  readonly url: string;
  readonly method?: string;
  readonly claims?: JWTPayload;
  readonly header?: Record<string, unknown>;
}

/** A client's key, and the proofs that it signs (RFC 9449). */
export const aProofKey = async (algorithm: 'ES256' | 'ES384' = 'ES256') => {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const jwk = await exportJWK(publicKey);
  const prove = ({ url, method = 'POST', claims, header }: ProofParts): Promise<string> =>
    new SignJWT({ htm: method, htu: url, jti: randomUUID(), iat: Math.floor(Date.now() / 1000), ...claims })
      .setProtectedHeader({ alg: algorithm, typ: 'dpop+jwt', jwk, ...header })
      .sign(privateKey);
  return { jwk, privateKey, prove };
};
