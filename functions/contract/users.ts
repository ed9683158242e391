import * as z from 'zod';
import { MediaId, UserId } from './identifiers.ts';
import { DisplayName } from './identity.ts';
import { PageQuery } from './paging.ts';
import { userLine } from './text.ts';

/** Body of PATCH /users/me. */
export const UpdateProfileBody = z
  .strictObject({
    displayName: DisplayName.optional(),
    avatarMediaId: MediaId.nullable()
      .optional()
      .meta({ description: "An image of one's own that is ready; null: no picture any more" }),
  })
  .refine((body) => body.displayName !== undefined || body.avatarMediaId !== undefined, {
    path: ['displayName'],
    message: 'give a displayName or an avatarMediaId',
  })
  .meta({ id: 'UpdateProfile' });

/** Query of GET /users. */
export const ListUsersQuery = z.strictObject({
  ...PageQuery.shape,
  query: userLine({ minBytes: 0, maxBytes: 128 }).default('').meta({
    description:
      'What a username, a display name or one of its first words begins with, in any case, with or without @; empty: everybody',
  }),
});

/** A person as others of their tenant see them. */
export const User = z
  .object({ id: UserId, username: z.string(), displayName: z.string(), avatarUrl: z.string().optional() })
  .meta({ id: 'User' });
export type User = z.infer<typeof User>;

/** Answer of GET /users. */
export const UserPage = z.object({ items: z.array(User), nextCursor: z.string().nullable() }).meta({ id: 'UserPage' });
