import { createHash, randomBytes } from 'node:crypto';

const count = 10;
/** Crockford's: nothing that reads as something else. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** Four groups of six, 120 random bits: too many to guess, so what is kept of one needs no slow hash (ASVS 5.0, 6.5.2). */
const newRecoveryCode = (): string =>
  Array.from(randomBytes(24), (byte, index) => `${index > 0 && index % 6 === 0 ? '-' : ''}${alphabet[byte % 32]}`).join(
    '',
  );

/** A new set. */
export const newRecoveryCodes = (): readonly string[] => Array.from({ length: count }, newRecoveryCode);

/** What is kept of a recovery code: its SHA-256, base64url. */
export const hashRecoveryCode = (code: string): string => createHash('sha256').update(code).digest('base64url');
