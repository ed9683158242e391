import type { ConversationId, UserId } from '../../contract/identifiers.ts';
import type { Message } from '../../contract/messages.ts';
import { DayOrInstant, type MessageHitPage, MessagePart } from '../../contract/search.ts';
import type { Caller } from '../caller.ts';
import type { Memberships } from '../conversations/memberships.ts';
import { Invalid, NotFound } from '../errors.ts';
import { foldName, foldNameQuery } from '../users/fold-name.ts';
import type { Users } from '../users/users.ts';
import { operatorNames, parseSearchText, type SearchText } from './parse-search-text.ts';
import type { MessageFound, MessageKey, MessageSearch, SearchIndex } from './search-index.ts';
import { decodePosition, encodePosition } from './search-position.ts';
import { timeBounds } from './time-bounds.ts';

/** Messages as they are now. */
export interface CurrentMessages {
  /** Of one tenant, in the order asked for; undefined where there is none, or its conversation was deleted. */
  readCurrent(keys: readonly MessageKey[]): Promise<readonly (Message | undefined)[]>;
}

/** What searching messages needs. */
export interface SearchMessagesDeps {
  readonly index: SearchIndex;
  readonly memberships: Pick<Memberships, 'find' | 'listOf'>;
  readonly users: Pick<Users, 'findByPrefix'>;
  readonly messages: CurrentMessages;
}

/** Which messages, as the caller wants them. */
export interface SearchMessages {
  readonly caller: Caller;
  readonly text: string;
  readonly conversationId?: ConversationId | undefined;
  readonly from?: UserId | undefined;
  readonly before?: string | undefined;
  readonly after?: string | undefined;
  readonly has?: 'file' | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** People whom one `from:` can mean. */
const mostSenders = 50;
/** Conversations that one `in:` can mean. */
const mostTitles = 20;
/** As often as one operator may be given: each `from:` and `in:` is looked up by itself. */
const mostValues = 5;
/** Score, time, id. */
const positionKinds = ['number', 'integer', 'string'] as const;

const refused = (name: string, message: string): Invalid =>
  new Invalid([{ path: 'q', message: `${name}: ${message}` }]);

const checked = (
  { words, phrases, operators }: SearchText,
  { conversationId, from, before, after, has }: SearchMessages,
) => {
  const narrowing = [words, ...phrases, ...Object.values(operators).flat(), conversationId, from, before, after, has];
  if (!narrowing.some(Boolean)) {
    throw new Invalid([{ path: 'q', message: 'must not be empty where nothing else narrows the search' }]);
  }
  for (const name of operatorNames) {
    if (operators[name].length > mostValues) throw refused(name, `may be given ${mostValues} times at most`);
  }
  for (const name of ['before', 'after'] as const) {
    for (const value of operators[name]) {
      if (!DayOrInstant.safeParse(value).success) throw refused(name, 'takes a day, such as 2026-11-24');
    }
  }
  for (const value of operators.has) {
    if (!MessagePart.safeParse(value.toLowerCase()).success) throw refused('has', 'takes file');
  }
};

/** Whom a `from:` means: the caller, a person by id, or all whose name begins so. */
const sendersNamed = async (
  { users }: SearchMessagesDeps,
  { tenantId, userId }: Caller,
  name: string,
): Promise<readonly UserId[]> => {
  if (foldName(name) === 'me') return [userId];
  const found = await users.findByPrefix(tenantId, foldNameQuery(name), { limit: mostSenders });
  // An id is no name, so it can only be an id where nobody is called so.
  return found.length > 0 ? found.map(({ user }) => user.userId) : [name as UserId];
};

/** Which of the caller's conversations an `in:` means: one by id, or those whose title or peer has these words. */
const conversationsNamed = async (
  { index }: SearchMessagesDeps,
  { tenantId, userId }: Caller,
  conversationIds: readonly ConversationId[],
  name: string,
): Promise<readonly ConversationId[]> => {
  const byId = conversationIds.filter((id) => id === name);
  if (byId.length > 0) return byId;
  const words = name.replace(/^#/, '');
  const found = await index.findConversations({ tenantId, userId, conversationIds, words, limit: mostTitles });
  return found.map(({ conversationId }) => conversationId);
};

/** What is in all of the lists. */
const common = <Item>(lists: readonly (readonly Item[])[]): readonly Item[] =>
  lists.reduce((kept, list) => kept.filter((item) => list.includes(item)));

/** The conversations to look in: the caller is a member of each at this moment. */
const conversationsOf = async (
  deps: SearchMessagesDeps,
  { caller, conversationId }: SearchMessages,
  { operators }: SearchText,
): Promise<readonly ConversationId[]> => {
  const { tenantId, userId } = caller;
  if (conversationId !== undefined) {
    if (!(await deps.memberships.find({ tenantId, conversationId }, userId))) throw new NotFound('conversation');
  }
  const all =
    conversationId !== undefined
      ? [conversationId]
      : (await deps.memberships.listOf(tenantId, userId)).map((membership) => membership.conversationId);
  if (all.length === 0 || operators.in.length === 0) return all;
  return common(await Promise.all(operators.in.map((name) => conversationsNamed(deps, caller, all, name))));
};

/** Whom it has to be from; undefined: anybody. */
const sendersOf = async (
  deps: SearchMessagesDeps,
  { caller, from }: SearchMessages,
  { operators }: SearchText,
): Promise<readonly UserId[] | undefined> => {
  const named = await Promise.all(operators.from.map((name) => sendersNamed(deps, caller, name)));
  const lists = [...(from === undefined ? [] : [[from]]), ...named];
  return lists.length === 0 ? undefined : common(lists);
};

/** What was found, as it is now. What has another text by then was found by a text that nobody may see any more. */
const shown = async ({ messages }: SearchMessagesDeps, { tenantId }: Caller, found: readonly MessageFound[]) => {
  const current = await messages.readCurrent(
    found.map(({ conversationId, sequenceNumber }) => ({ tenantId, conversationId, sequenceNumber })),
  );
  return found.flatMap(({ revision, highlights, score }, index) => {
    const message = current[index];
    if (message === undefined || message.deleted || message.revision !== revision) return [];
    return [{ message, highlights: [...highlights], score }];
  });
};

const nothing: MessageHitPage = { items: [], nextCursor: null };

/**
 * Looks for messages in the conversations that the caller is a member of at this moment.
 *
 * @throws Invalid nothing narrows the search, an operator's value or the cursor is none, or there are too many of them or of
 *   words
 * @throws NotFound there is no such conversation, or the caller is no member
 * @throws Unavailable the index does not answer
 */
export const searchMessages = async (deps: SearchMessagesDeps, search: SearchMessages): Promise<MessageHitPage> => {
  const { caller, limit, cursor, before, after, has } = search;
  const text = parseSearchText(search.text);
  checked(text, search);
  const position = cursor === undefined ? undefined : decodePosition(cursor, positionKinds);
  const [conversationIds, senderIds] = await Promise.all([
    conversationsOf(deps, search, text),
    sendersOf(deps, search, text),
  ]);
  if (conversationIds.length === 0 || senderIds?.length === 0) return nothing;
  const wanted: MessageSearch = {
    tenantId: caller.tenantId,
    conversationIds,
    words: text.words,
    phrases: text.phrases,
    senderIds,
    ...timeBounds(
      [...(before === undefined ? [] : [before]), ...text.operators.before],
      [...(after === undefined ? [] : [after]), ...text.operators.after],
    ),
    hasFile: has === 'file' || text.operators.has.length > 0,
    limit,
    after: position,
  };
  const found = await deps.index.findMessages(wanted);
  const last = found.at(-1);
  return {
    items: await shown(deps, caller, found),
    nextCursor: last !== undefined && found.length === limit ? encodePosition(last.position) : null,
  };
};
