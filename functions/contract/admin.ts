import * as z from 'zod';
import { TenantId, UserId } from './identifiers.ts';
import { Email, TenantRole } from './identity.ts';
import { Timestamp } from './text.ts';

/** A person as admins of their tenant see them. */
export const AdminUser = z
  .object({
    id: UserId,
    username: z.string(),
    email: z.string(),
    displayName: z.string(),
    roles: z.array(TenantRole),
    active: z.boolean().meta({ description: 'Whether the person may log in' }),
    mfaEnabled: z.boolean().meta({ description: 'Whether a login takes a second factor' }),
    createdAt: Timestamp,
  })
  .meta({ id: 'AdminUser' });
export type AdminUser = z.infer<typeof AdminUser>;

/** Answer of GET /admin/users. */
export const AdminUserPage = z
  .object({ items: z.array(AdminUser), nextCursor: z.string().nullable() })
  .meta({ id: 'AdminUserPage' });

/** Body of PATCH /admin/users/:id. */
export const UpdateAdminUserBody = z
  .strictObject({
    active: z.boolean().optional().meta({ description: 'false shuts the person out, true lets them in again' }),
    roles: z.array(TenantRole).max(10).optional().meta({ description: 'All of them; an empty list takes every role' }),
  })
  .refine((body) => body.active !== undefined || body.roles !== undefined, {
    path: ['active'],
    message: 'give active or roles',
  })
  .meta({ id: 'UpdateAdminUser' });

/** Who may join a tenant beside those who are invited: anybody, whoever has an address of its domains, or nobody. */
export const Joining = z.enum(['open', 'email-domain', 'invitation']);
export type Joining = z.infer<typeof Joining>;

/** A domain of e-mail addresses, in lower case; its subdomains are others. */
const EmailDomain = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/,
    'must be a domain name, as after the @ of an address',
  )
  .meta({ examples: ['example.com'] });

/** A tenant as its admins see it. */
export const Tenant = z
  .object({
    id: TenantId,
    createdAt: Timestamp,
    joining: Joining.meta({ description: 'Who may join beside those who are invited' }),
    domains: z.array(z.string()).meta({ description: 'Of e-mail addresses, for email-domain' }),
    confirmAddresses: z.boolean().meta({
      description: 'Whether who registers confirms the address, also where the deployment does not ask for it',
    }),
  })
  .meta({ id: 'Tenant' });
export type Tenant = z.infer<typeof Tenant>;

/** Body of PATCH /admin/tenant. */
export const UpdateTenantBody = z
  .strictObject({
    joining: Joining.optional(),
    domains: z.array(EmailDomain).max(100).optional().meta({ description: 'All of them' }),
    confirmAddresses: z.boolean().optional(),
  })
  .refine((body) => Object.values(body).some((value) => value !== undefined), {
    path: ['joining'],
    message: 'give joining, domains or confirmAddresses',
  })
  .meta({ id: 'UpdateTenant' });

/** An invitation's id, opaque to clients. */
export const InvitationId = z.string().min(1).max(64).brand<'InvitationId'>();
export type InvitationId = z.infer<typeof InvitationId>;

const day = 24 * 3600;

/** Body of POST /admin/invitations. */
export const CreateInvitationBody = z
  .strictObject({
    email: Email.optional().meta({ description: 'It is mailed there, and good for this address alone' }),
    roles: z.array(TenantRole).max(10).default([]).meta({ description: 'What who registers with it gets' }),
    expiresInSeconds: z
      .int()
      .min(60)
      .max(30 * day)
      .default(7 * day),
  })
  .prefault({})
  .meta({ id: 'CreateInvitation' });

/** An invitation as admins see it. */
export const Invitation = z
  .object({
    id: InvitationId,
    email: z.string().nullable().meta({ description: 'The only address that it is good for' }),
    roles: z.array(TenantRole),
    status: z.enum(['pending', 'used', 'revoked', 'expired']),
    createdAt: Timestamp,
    createdBy: UserId,
    expiresAt: Timestamp,
    usedBy: UserId.nullable(),
  })
  .meta({ id: 'Invitation' });
export type Invitation = z.infer<typeof Invitation>;

/** Answer of POST /admin/invitations. */
export const CreatedInvitation = z
  .object({
    ...Invitation.shape,
    token: z.string().meta({ description: 'What to register with, as `invitation`; told this once' }),
    mailed: z.boolean().meta({ description: 'Whether it is on its way by mail; if not, pass it on' }),
  })
  .meta({ id: 'CreatedInvitation' });
export type CreatedInvitation = z.infer<typeof CreatedInvitation>;

/** Answer of GET /admin/invitations: newest first. */
export const InvitationPage = z
  .object({ items: z.array(Invitation), nextCursor: z.string().nullable() })
  .meta({ id: 'InvitationPage' });
