import { Secret, TOTP } from 'otpauth';

const issuer = 'ChemChat';
/** How long a code is shown, in seconds. */
const periodSeconds = 30;
/** Codes that are taken before and after the present one: clocks differ, and people take their time. */
const window = 1;

/** As every authenticator app takes it: RFC 6238 with SHA-1 and six digits. */
const totp = (secret: string, label = '') =>
  new TOTP({ issuer, label, secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period: periodSeconds });

/** A new secret, base32: 160 random bits (RFC 4226). */
export const newTotpSecret = (): string => new Secret({ size: 20 }).base32;

/** What authenticator apps read from a QR code. */
export const totpUri = (secret: string, label: string): string => totp(secret, label).toString();

/** Which step of time a code is of, one before or after the present one at most; undefined: it is none of them. */
export const totpStep = (secret: string, code: string, nowMs: number): number | undefined => {
  const delta = totp(secret).validate({ token: code, timestamp: nowMs, window });
  return delta === null ? undefined : Math.floor(nowMs / 1000 / periodSeconds) + delta;
};
