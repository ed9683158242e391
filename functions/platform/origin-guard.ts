import { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';
import { originSecretHeader, viewerAddressHeader } from '../contract/edge-headers.ts';
import { isOfTheEdge, OriginSecret } from '../domain/edge/origin-secret.ts';
import { Forbidden } from '../domain/errors.ts';
import { secretsClient } from './clients.ts';
import { environment } from './environment.ts';
import { headerOf } from './handshake.ts';

/** As rarely as the secret changes, a function reads it once in its life, more or less. Seconds. */
const keepSeconds = 3600;

type Headers = Readonly<Record<string, string | undefined>>;

/**
 * Lets requests pass that came through the edge, and tells the client's address: what the edge says of it, or, where
 * no edge stands in front, the address that the request came from.
 *
 * @throws Forbidden it did not come through the edge
 */
export const originGuard = (): ((headers: Headers, sourceAddress: string) => Promise<string>) => {
  const secretName = environment('ORIGIN_SECRET');
  if (secretName === '') return async (_headers, sourceAddress) => sourceAddress;
  const secrets = new SecretsProvider({ awsSdkV3Client: secretsClient() });
  return async (headers, sourceAddress) => {
    const secret = OriginSecret.parse(await secrets.get(secretName, { transform: 'json', maxAge: keepSeconds }));
    if (!isOfTheEdge(secret, headerOf(headers, originSecretHeader) ?? '')) {
      throw new Forbidden('cannot answer; the request did not come through the edge');
    }
    return headerOf(headers, viewerAddressHeader) ?? sourceAddress;
  };
};
