import * as z from 'zod';
import { UserId } from '../identifiers.ts';
import { OwnProfile } from '../identity.ts';
import { ListUsersQuery, UpdateProfileBody, User, UserPage } from '../users.ts';
import type { HttpRoutes } from './http-route.ts';

/** Routes for people, as they and others see them. */
export const userRoutes = {
  'get-me': {
    method: 'GET',
    path: '/api/v1/users/me',
    authentication: 'bearer',
    summary: 'Who am I',
    answers: { 200: { description: 'The caller', schema: OwnProfile } },
    errors: ['NOT_FOUND'],
  },
  'update-me': {
    method: 'PATCH',
    path: '/api/v1/users/me',
    authentication: 'bearer',
    summary: 'Change what others see of the caller',
    body: UpdateProfileBody,
    answers: { 200: { description: 'The caller', schema: OwnProfile } },
    errors: ['NOT_FOUND', 'UNAVAILABLE'],
  },
  'list-users': {
    method: 'GET',
    path: '/api/v1/users',
    authentication: 'bearer',
    summary: 'People of the tenant whose username or display name begins so',
    query: ListUsersQuery,
    answers: { 200: { description: 'A page, by name', schema: UserPage } },
    errors: [],
  },
  'get-user': {
    method: 'GET',
    path: '/api/v1/users/{userId}',
    authentication: 'bearer',
    summary: 'A person of the tenant',
    parameters: z.strictObject({ userId: UserId }),
    answers: { 200: { description: 'The person', schema: User } },
    errors: ['NOT_FOUND'],
  },
} as const satisfies HttpRoutes;
