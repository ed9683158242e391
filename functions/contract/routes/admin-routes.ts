import * as z from 'zod';
import {
  AdminUser,
  AdminUserPage,
  CreatedInvitation,
  CreateInvitationBody,
  InvitationId,
  InvitationPage,
  Tenant,
  UpdateAdminUserBody,
  UpdateTenantBody,
} from '../admin.ts';
import { AuditPage, AuditQuery } from '../audit.ts';
import { UserId } from '../identifiers.ts';
import { PageByIdQuery } from '../paging.ts';
import { ListUsersQuery } from '../users.ts';
import { done, type HttpRoutes } from './http-route.ts';

/** Routes for what a tenant's admins do. */
export const adminRoutes = {
  'list-audit-entries': {
    method: 'GET',
    path: '/api/v1/admin/audit',
    authentication: 'bearer',
    summary: "The tenant's audit, newest first (admin)",
    query: AuditQuery,
    answers: { 200: { description: 'A page of entries', schema: AuditPage } },
    errors: ['FORBIDDEN'],
  },
  'list-admin-users': {
    method: 'GET',
    path: '/api/v1/admin/users',
    authentication: 'bearer',
    summary: 'People of the tenant, also those who are shut out (admin)',
    query: ListUsersQuery,
    answers: { 200: { description: 'A page, by name', schema: AdminUserPage } },
    errors: ['FORBIDDEN'],
  },
  'get-admin-user': {
    method: 'GET',
    path: '/api/v1/admin/users/{userId}',
    authentication: 'bearer',
    summary: 'A person of the tenant, as its admins see them (admin)',
    parameters: z.strictObject({ userId: UserId }),
    answers: { 200: { description: 'The person', schema: AdminUser } },
    errors: ['NOT_FOUND', 'FORBIDDEN'],
  },
  'update-admin-user': {
    method: 'PATCH',
    path: '/api/v1/admin/users/{userId}',
    authentication: 'bearer',
    summary: 'Shut a person out, let them in again, or give them other roles (admin)',
    parameters: z.strictObject({ userId: UserId }),
    body: UpdateAdminUserBody,
    answers: { 200: { description: 'The person as they are now', schema: AdminUser } },
    errors: ['NOT_FOUND', 'FORBIDDEN', 'UNAVAILABLE'],
  },
  'remove-mfa': {
    method: 'DELETE',
    path: '/api/v1/admin/users/{userId}/mfa',
    authentication: 'bearer',
    summary: 'Take the second factor of a person away who has lost it; their sessions end (admin)',
    parameters: z.strictObject({ userId: UserId }),
    answers: done,
    errors: ['NOT_FOUND', 'FORBIDDEN', 'UNAVAILABLE'],
  },
  'get-tenant': {
    method: 'GET',
    path: '/api/v1/admin/tenant',
    authentication: 'bearer',
    summary: 'The tenant, and who may join it (admin)',
    answers: { 200: { description: 'The tenant', schema: Tenant } },
    errors: ['FORBIDDEN'],
  },
  'update-tenant': {
    method: 'PATCH',
    path: '/api/v1/admin/tenant',
    authentication: 'bearer',
    summary: 'Change who may join the tenant (admin)',
    body: UpdateTenantBody,
    answers: { 200: { description: 'The tenant as it is now', schema: Tenant } },
    errors: ['FORBIDDEN', 'UNAVAILABLE'],
  },
  'create-invitation': {
    method: 'POST',
    path: '/api/v1/admin/invitations',
    authentication: 'bearer',
    summary: 'Invite somebody into the tenant (admin)',
    body: CreateInvitationBody,
    answers: { 201: { description: 'The invitation, with what to register with', schema: CreatedInvitation } },
    errors: ['FORBIDDEN', 'RATE_LIMITED', 'UNAVAILABLE'],
  },
  'list-invitations': {
    method: 'GET',
    path: '/api/v1/admin/invitations',
    authentication: 'bearer',
    summary: 'Invitations into the tenant, newest first (admin)',
    query: PageByIdQuery,
    answers: { 200: { description: 'A page of invitations', schema: InvitationPage } },
    errors: ['FORBIDDEN'],
  },
  'revoke-invitation': {
    method: 'DELETE',
    path: '/api/v1/admin/invitations/{invitationId}',
    authentication: 'bearer',
    summary: 'Take an invitation back that nobody has used (admin)',
    parameters: z.strictObject({ invitationId: InvitationId }),
    answers: done,
    errors: ['NOT_FOUND', 'FORBIDDEN', 'UNAVAILABLE'],
  },
} as const satisfies HttpRoutes;
