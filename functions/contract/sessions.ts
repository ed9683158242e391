import * as z from 'zod';
import { SessionId } from './identifiers.ts';
import { Timestamp, userLine } from './text.ts';

/** What a client names its device by. */
export const DeviceId = z
  .string()
  .regex(/^[A-Za-z0-9._:-]{1,128}$/, 'must be 1 to 128 letters, digits, dots, hyphens, underscores or colons');

/** What a person knows their device by. */
export const DeviceName = userLine({ minBytes: 1, maxBytes: 128 });

const proof = z.string().max(4096).optional().meta({
  description: 'A DPoP proof (RFC 9449), ES256: binds the session to its key, and shows that key at a refresh',
});

/** Headers of POST /auth/login. */
export const LogInHeaders = z.object({ dpop: proof });

/** Headers of POST /auth/refresh. */
export const RefreshHeaders = z.object({
  dpop: proof,
  'idempotency-key': z
    .string()
    .min(1)
    .max(255)
    .optional()
    .meta({ description: 'The same again within 10 s of a lost answer gets the same tokens again' }),
});

/** Body of POST /auth/refresh. */
export const RefreshBody = z
  .strictObject({ refreshToken: z.string().min(1).max(2048), deviceId: DeviceId })
  .meta({ id: 'Refresh' });

/** Body of POST /auth/logout; it may be left out. */
export const LogOutBody = z
  .strictObject({ allDevices: z.boolean().default(false) })
  .prefault({})
  .meta({ id: 'LogOut' });

/** A login of one device, as its person sees it. */
export const Session = z
  .object({
    id: SessionId,
    deviceId: z.string(),
    deviceName: z.string().nullable(),
    createdAt: Timestamp,
    lastUsedAt: Timestamp.meta({ description: 'Of the login, or of its last refresh' }),
    current: z.boolean().meta({ description: 'Whether it is the session that asks' }),
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof Session>;

/** Answer of GET /auth/sessions. */
export const SessionPage = z
  .object({ items: z.array(Session), nextCursor: z.string().nullable() })
  .meta({ id: 'SessionPage' });
