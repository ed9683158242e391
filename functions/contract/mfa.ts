import * as z from 'zod';
import { Email, LoggedIn } from './identity.ts';
import { DeviceId, LogInHeaders } from './sessions.ts';

/** A code as an authenticator app shows it. */
export const TotpCode = z.string().regex(/^\d{6}$/, 'must be six digits');

/** What stands in for the authenticator app, once. */
const RecoveryCode = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[0-9a-z]{6}(?:-[0-9a-z]{6}){3}$/, 'must be four groups of six letters and digits')
  .meta({ description: 'Good once' });

const oneOf = (body: { readonly code?: unknown; readonly recoveryCode?: unknown }): boolean =>
  (body.code === undefined) !== (body.recoveryCode === undefined);
const giveOne = { path: ['code'], message: 'give either code or recoveryCode' };

/** Headers of POST /auth/mfa/verify. */
export const VerifyMfaHeaders = LogInHeaders;

/** Body of POST /auth/mfa/verify: signed in a code, in a login challenge what the challenge wants. */
export const VerifyMfaBody = z
  .strictObject({
    code: TotpCode.optional(),
    recoveryCode: RecoveryCode.optional(),
    email: Email.optional(),
    session: z.string().min(1).max(1024).optional().meta({ description: 'As the login answered' }),
    deviceId: DeviceId.optional(),
  })
  .refine(oneOf, giveOne)
  .refine((body) => (body.email === undefined) === (body.session === undefined), {
    path: ['session'],
    message: 'email and session go together',
  })
  .refine((body) => body.session !== undefined || body.recoveryCode === undefined, {
    path: ['recoveryCode'],
    message: 'is for a login alone',
  })
  .meta({ id: 'VerifyMfa' });

/** Body of POST /auth/mfa/disable. */
export const DisableMfaBody = z
  .strictObject({ code: TotpCode.optional(), recoveryCode: RecoveryCode.optional() })
  .refine(oneOf, giveOne)
  .meta({ id: 'DisableMfa' });

/** Body of POST /auth/mfa/recovery-codes. */
export const RenewRecoveryCodesBody = z.strictObject({ code: TotpCode }).meta({ id: 'RenewRecoveryCodes' });

/** Answer of POST /auth/mfa/enable. */
export const MfaSetup = z
  .object({
    secret: z.string().meta({ description: 'Base32: for SHA-1, six digits, 30 s. MFA is on once a code was verified' }),
    otpauthUri: z.string().meta({ description: 'The same, as authenticator apps read it from a QR code' }),
  })
  .meta({ id: 'MfaSetup' });
export type MfaSetup = z.infer<typeof MfaSetup>;

const recoveryCodes = z.array(z.string()).meta({ description: 'Ten, each good once; they are never shown again' });

/** Answer of POST /auth/mfa/recovery-codes. */
export const RecoveryCodes = z.object({ recoveryCodes }).meta({ id: 'RecoveryCodes' });

/** Answer of POST /auth/mfa/verify, signed in. */
const MfaEnabled = z.object({ mfaEnabled: z.literal(true), recoveryCodes }).meta({ id: 'MfaEnabled' });

/** Answer of POST /auth/mfa/disable. */
export const MfaDisabled = z.object({ mfaEnabled: z.literal(false) }).meta({ id: 'MfaDisabled' });

/** Answer of POST /auth/mfa/verify. */
export const MfaVerified = z.union([MfaEnabled, LoggedIn]);

/** Answer of POST /auth/login where the second factor is missing. */
export const MfaRequired = z
  .object({
    mfaRequired: z.literal(true),
    session: z.string().meta({ description: 'To go on with at POST /auth/mfa/verify: for 5 minutes and five tries' }),
  })
  .meta({ id: 'MfaRequired' });
export type MfaRequired = z.infer<typeof MfaRequired>;

/** Answer of POST /auth/login. */
export const LogInAnswer = z.union([LoggedIn, MfaRequired]);
