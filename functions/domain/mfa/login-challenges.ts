import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { TenantId, UserId } from '../../contract/identifiers.ts';
import type { Person } from './secret-sealer.ts';

/** How long a login waits for the second factor, in ms. */
export const challengeMs = 5 * 60_000;

/** How often the second factor of one login can be tried, right or wrong. */
export const triesOfChallenge = 5;

/** A login whose password was right, and whose second factor is missing. */
export interface LoginChallenge {
  /** Milliseconds since the epoch. */
  readonly createdAtMs: number;
  /** The identity provider's refresh token, sealed with the session that the client has: useless without it. */
  readonly sealedProviderToken: string;
  readonly deviceId?: string | undefined;
  readonly deviceName?: string | undefined;
  /** The key that the login proved, which has to be proved again. */
  readonly keyThumbprint?: string | undefined;
}

/** Where a challenge is: its person, and the client's session, of which only a hash is kept. */
export interface ChallengeKey extends Person {
  readonly session: string;
}

/** Logins that wait for a second factor. */
export interface LoginChallenges {
  add(key: ChallengeKey, challenge: LoginChallenge, expiresAtMs: number): Promise<void>;
  /** Counts a try; undefined: there is no such challenge, it is over, or was tried too often. */
  countTry(key: ChallengeKey, nowMs: number): Promise<LoginChallenge | undefined>;
  /** Takes it away; false: somebody else has. */
  take(key: ChallengeKey): Promise<boolean>;
}

/** A new session of a challenge, opaque to the client: whose it is, and 256 random bits. */
export const newChallengeKey = ({ tenantId, userId }: Person): ChallengeKey => ({
  tenantId,
  userId,
  session: Buffer.from(JSON.stringify([tenantId, userId, randomBytes(32).toString('base64url')])).toString('base64url'),
});

const Parts = z.tuple([TenantId, UserId, z.string().length(43)]);

/** Whose challenge a session says it is of; undefined: it is none of ours. */
export const challengeKeyIn = (session: string): ChallengeKey | undefined => {
  try {
    const [tenantId, userId] = Parts.parse(JSON.parse(Buffer.from(session, 'base64url').toString()));
    return { tenantId, userId, session };
  } catch {
    return undefined;
  }
};
