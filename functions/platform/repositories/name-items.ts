import { foldName } from '../../domain/users/fold-name.ts';
import type { FoundUser, UserRecord } from '../../domain/users/users.ts';
import { wordStarts } from '../../domain/users/word-starts.ts';
import { keys, type Name, nameSortKey, prefixes } from '../keys.ts';
import type { NamedWrites } from './transaction.ts';

interface NameItem extends Pick<UserRecord, 'userId' | 'username' | 'displayName' | 'avatarMediaId'> {
  readonly SK: string;
  /** The display name, folded. */
  readonly displayNameText: string;
  /** The display name from its further words on; left out where it was written before people were found by these. */
  readonly wordTexts?: readonly string[] | undefined;
  /** Left out where the person is not shut out. */
  readonly isInactive?: true | undefined;
}

/**
 * The items that a person is found by. Each has both names, so that a page of people is one query; and what all items
 * are found by, so that who is found by several is listed once; and whether the person is shut out.
 */
const nameItems = ({ tenantId, userId, username, displayName, avatarMediaId, deactivatedAt }: UserRecord) => {
  const displayNameText = foldName(displayName);
  const wordTexts = wordStarts(displayName);
  const item = (kind: Name['kind'], text: string) => ({
    ...keys.name(tenantId, { text, userId, kind }),
    kind,
    userId,
    username,
    displayName,
    avatarMediaId,
    displayNameText,
    wordTexts,
    isInactive: deactivatedAt === undefined ? undefined : true,
  });
  return [
    item('username', foldName(username)),
    item('displayName', displayNameText),
    ...wordTexts.map((text) => item('word', text)),
  ];
};

/** Writes what a person is found by. */
export const namePuts = (TableName: string, user: UserRecord): NamedWrites<string> =>
  Object.fromEntries(nameItems(user).map((Item) => [`found by ${Item.SK}`, { Put: { TableName, Item } }]));

/** Writes what a person is found by from now on, and removes what they were found by before, as far as it is there. */
export const nameChanges = (TableName: string, before: UserRecord, after: UserRecord): NamedWrites<string> => {
  const kept = new Set(nameItems(after).map(({ SK }) => SK));
  // One transaction writes no item twice.
  const gone = nameItems(before).filter(({ SK }) => !kept.has(SK));
  return {
    ...namePuts(TableName, after),
    ...Object.fromEntries(gone.map(({ PK, SK }) => [`not ${SK}`, { Delete: { TableName, Key: { PK, SK } } }])),
  };
};

/** Which of a person's names is the one that a prefix finds them by. */
const foremost = ({ userId, username, displayNameText, wordTexts = [] }: NameItem, prefix: string): Name => {
  if (displayNameText.startsWith(prefix)) return { text: displayNameText, userId, kind: 'displayName' };
  const text = wordTexts.find((one) => one.startsWith(prefix));
  return text === undefined ? { text: foldName(username), userId, kind: 'username' } : { text, userId, kind: 'word' };
};

/** Who is found by an item; nobody where another of the same person's is found as well and goes before it. */
export const foundBy = (item: Record<string, unknown>, prefix: string, includesInactive: boolean): FoundUser[] => {
  const name = item as unknown as NameItem;
  const { SK, userId, username, displayName, avatarMediaId, isInactive } = name;
  if (isInactive && !includesInactive) return [];
  if (SK !== nameSortKey(foremost(name, prefix))) return [];
  return [{ user: { userId, username, displayName, avatarMediaId }, position: SK.slice(prefixes.name.length) }];
};
