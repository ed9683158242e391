import type { User } from '../../contract/users.ts';
import type { Caller } from '../caller.ts';
import { Invalid } from '../errors.ts';
import { foldNameQuery } from './fold-name.ts';
import { presentUser } from './get-user.ts';
import type { FoundUser, Users } from './users.ts';

const encodeCursor = (position: string): string => Buffer.from(position).toString('base64url');

/** A position outside of what the query finds is of another query's page. */
const decodeCursor = (cursor: string, prefix: string): string => {
  const position = Buffer.from(cursor, 'base64url').toString();
  if (position.startsWith(prefix) && encodeCursor(position) === cursor) return position;
  throw new Invalid([{ path: 'cursor', message: "must be the nextCursor of a page of the same query's" }]);
};

/** Which people are looked for. */
export interface ListUsers {
  readonly caller: Caller;
  /** What a name begins with; an @ before it tells nothing. */
  readonly query: string;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/**
 * A page of those whom a query finds.
 *
 * @throws Invalid the cursor is not one of ours
 */
export const pageOfUsers = async (
  users: Pick<Users, 'findByPrefix'>,
  { caller, query, limit, cursor }: ListUsers,
  options: { readonly includesInactive: boolean },
): Promise<{ found: readonly FoundUser['user'][]; nextCursor: string | null }> => {
  const prefix = foldNameQuery(query);
  const after = cursor === undefined ? undefined : decodeCursor(cursor, prefix);
  const found = await users.findByPrefix(caller.tenantId, prefix, { limit: limit + 1, after, ...options });
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    found: page.map(({ user }) => user),
    nextCursor: last !== undefined && found.length > limit ? encodeCursor(last.position) : null,
  };
};

/**
 * A page of the people of the caller's tenant whose username, display name or one of its words begins so, by what does.
 *
 * @throws Invalid the cursor is not one of ours
 */
export const listUsers = async (
  users: Pick<Users, 'findByPrefix'>,
  query: ListUsers,
): Promise<{ items: readonly User[]; nextCursor: string | null }> => {
  const { found, nextCursor } = await pageOfUsers(users, query, { includesInactive: false });
  return { items: found.map(presentUser), nextCursor };
};
