import * as z from 'zod';
import { TenantId, UserId } from './identifiers.ts';
import { DeviceId, DeviceName } from './sessions.ts';
import { userLine } from './text.ts';

/** A password as it was typed: devices compose the same character in different ways (NIST SP 800-63B-4, 3.1.1.2). */
const typed = z.string().normalize('NFKC');

/** Cognito counts and limits passwords so; length is what counts (NIST SP 800-63B). */
export const Password = typed
  .min(8, 'must be at least 8 characters')
  .max(256, 'must be at most 256 characters')
  .regex(/^\S(?:.*\S)?$/su, 'must not begin or end with a space');

/** An address as people log in with it: in lower case. */
export const Email = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(z.email('must be an e-mail address').max(254))
  .meta({ examples: ['ada@example.com'] });

const Username = z
  .string()
  .trim()
  .toLowerCase()
  .regex(
    /^[a-z0-9](?:[a-z0-9._-]{0,30}[a-z0-9])?$/,
    'must be 1 to 32 letters, digits or inner dots, hyphens, underscores',
  )
  .meta({ examples: ['ada'] });

/** What others see of a person. */
export const DisplayName = userLine({ minBytes: 1, maxBytes: 128 }).meta({ examples: ['Ada Lovelace'] });

/** What a user may do in the tenant as a whole. */
export const TenantRole = z.enum(['admin']);
export type TenantRole = z.infer<typeof TenantRole>;

/** Body of POST /auth/register. */
export const RegisterBody = z
  .strictObject({
    email: Email,
    password: Password,
    displayName: DisplayName,
    username: Username.optional().meta({ description: 'Made from the address when left out' }),
    tenant: TenantId.optional().meta({ description: 'That of the invitation when left out, or else `default`' }),
    invitation: z
      .string()
      .min(1)
      .max(1024)
      .optional()
      .meta({ description: 'What an admin of the tenant invited with' }),
  })
  .meta({ id: 'Register' });

/** Answer of POST /auth/register. */
export const Registered = z
  .object({ userId: UserId, tenantId: TenantId, confirmationRequired: z.boolean() })
  .meta({ id: 'Registered' });

/** Body of POST /auth/password. */
export const ChangePasswordBody = z
  .strictObject({ currentPassword: typed.min(1).max(256), newPassword: Password })
  .meta({ id: 'ChangePassword' });

/** Body of POST /auth/login. */
export const LogInBody = z
  .strictObject({
    email: z.string().trim().toLowerCase().min(1).max(254).optional(),
    username: z.string().trim().toLowerCase().min(1).max(254).optional(),
    password: typed.min(1).max(256),
    deviceId: DeviceId.optional().meta({ description: 'Made when left out' }),
    deviceName: DeviceName.optional(),
    mfaToken: z
      .string()
      .regex(/^\d{6}$/, 'must be six digits')
      .optional()
      .meta({
        description: 'The code of the authenticator app; without it, a login with MFA answers with a challenge',
      }),
  })
  .refine((body) => (body.email === undefined) !== (body.username === undefined), {
    path: ['email'],
    message: 'give either email or username',
  })
  .meta({ id: 'LogIn' });

/** A signed-in person's own view of themselves. */
export const OwnProfile = z
  .object({
    id: UserId,
    tenantId: TenantId,
    username: z.string(),
    email: z.string(),
    displayName: z.string(),
    avatarUrl: z.string().optional(),
    roles: z.array(TenantRole),
    mfaEnabled: z.boolean(),
  })
  .meta({ id: 'OwnProfile' });
export type OwnProfile = z.infer<typeof OwnProfile>;

/** Answer of POST /auth/login and /auth/refresh. */
export const LoggedIn = z
  .object({
    accessToken: z.string(),
    refreshToken: z.string(),
    tokenType: z.literal('Bearer'),
    expiresIn: z.literal(900).meta({ description: 'Seconds' }),
    deviceId: z.string(),
    user: OwnProfile.omit({ mfaEnabled: true, avatarUrl: true }),
  })
  .meta({ id: 'LoggedIn' });

export type LoggedIn = z.infer<typeof LoggedIn>;

/** How long a WebSocket token may be used, in seconds. */
export const websocketTokenSeconds = 3600;

/** Answer of POST /auth/ws-token. */
export const WebSocketToken = z
  .object({ token: z.string(), expiresIn: z.literal(websocketTokenSeconds).meta({ description: 'Seconds' }) })
  .meta({ id: 'WebSocketToken' });
