import { calculateJwkThumbprint, EmbeddedJWK, type JWK, jwtVerify } from 'jose';
import * as z from 'zod';
import type { HttpRoute } from '../contract/routes/http-route.ts';
import { type Clock, systemClock } from '../domain/clock.ts';
import { Unauthenticated } from '../domain/errors.ts';
import type { Proof } from '../domain/sessions/proofs.ts';
import { environment } from './environment.ts';

/** How old a proof may be, and how far a client's clock may be ahead, in seconds. */
const maxAgeSeconds = 60;
const toleranceSeconds = 30;
/** How long a proof can be taken for good at all, in seconds. */
export const proofLifeSeconds = maxAgeSeconds + 2 * toleranceSeconds;

const Claims = z.object({ jti: z.string().min(1).max(256), htm: z.string(), htu: z.url() });

/** A URL without its query and fragment, as RFC 9449 compares them. */
const withoutQuery = (url: string): string => {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
};

/** Where proofs are looked at. */
export interface DpopDeps {
  /** Base URLs of the API, without a slash at the end. */
  readonly publicUrls: readonly string[];
  readonly clock: Clock;
}

/**
 * Reads a proof of possession (DPoP, RFC 9449): signed with ES256 by the P-256 key in its header, made a moment ago for
 * this route at one of our URLs. Whether it was used before is for others to say.
 *
 * @throws Unauthenticated it is none of that
 */
export const readProof = async (
  { publicUrls, clock }: DpopDeps,
  { method, path }: Pick<HttpRoute, 'method' | 'path'>,
  header: string,
): Promise<Proof> => {
  const refused = (reason: string) => new Unauthenticated(`cannot use the proof of possession; ${reason}`);
  const { payload, protectedHeader } = await jwtVerify(header, EmbeddedJWK, {
    algorithms: ['ES256'],
    typ: 'dpop+jwt',
    maxTokenAge: maxAgeSeconds,
    clockTolerance: toleranceSeconds,
    currentDate: new Date(clock.nowMs()),
  }).catch(() => {
    // Nothing is asked of anybody for it, so that only what the client sent can be at fault.
    throw refused('it is malformed, not signed by its key, or not of this minute');
  });
  const claims = Claims.safeParse(payload);
  if (!claims.success) throw refused('jti, htm or htu is missing or malformed');
  const { jti, htm, htu } = claims.data;
  if (htm !== method) throw refused('htm is another method');
  if (!publicUrls.some((base) => withoutQuery(base + path) === withoutQuery(htu))) throw refused('htu is another URL');
  return { keyThumbprint: await calculateJwkThumbprint(protectedHeader.jwk as JWK), id: jti };
};

/** Reads the proofs of a route's requests, where they bring one. */
export const proofReader = (route: Pick<HttpRoute, 'method' | 'path'>) => {
  const deps = { publicUrls: environment('PUBLIC_URLS'), clock: systemClock };
  return async (header: string | undefined): Promise<Proof | undefined> =>
    header === undefined ? undefined : readProof(deps, route, header);
};
