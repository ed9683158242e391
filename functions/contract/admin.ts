import * as z from 'zod';
import { UserId } from './identifiers.ts';
import { TenantRole } from './identity.ts';
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
