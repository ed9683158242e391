import * as z from 'zod';
import { Email, Password } from './identity.ts';

/** A code that came by mail. */
const Code = z
  .string()
  .trim()
  .regex(/^\d{8}$/, 'must be eight digits')
  .meta({ description: 'As it came by mail: good once, for 10 minutes and five tries' });

/** Body of POST /auth/confirm. */
export const ConfirmBody = z.strictObject({ email: Email, code: Code }).meta({ id: 'Confirm' });

/** Body of POST /auth/resend and /auth/forgot. */
export const AskForCodeBody = z.strictObject({ email: Email }).meta({ id: 'AskForCode' });

/** Body of POST /auth/reset. */
export const ResetBody = z.strictObject({ email: Email, code: Code, newPassword: Password }).meta({ id: 'Reset' });
