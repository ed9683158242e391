import type { ConversationId, TenantId, UserId } from '../../contract/identifiers.ts';
import type { Message } from '../../contract/messages.ts';
import type { ConversationKey } from '../messages/message-log.ts';

/** A message's place in its tenant. */
export interface MessageKey extends ConversationKey {
  readonly sequenceNumber: number;
}

/** Where the next page goes on: the sort values of the last hit. */
export type SearchPosition = readonly (string | number)[];

/** What everybody's search has: the fence around it, the words, the page. */
interface Wanted {
  readonly tenantId: TenantId;
  /** Nothing outside of these is found; never empty. */
  readonly conversationIds: readonly ConversationId[];
  /** Words, all of which are there; the last one may be half typed. */
  readonly words: string;
  readonly limit: number;
  readonly after?: SearchPosition | undefined;
}

/** What messages are looked for. */
export interface MessageSearch extends Wanted {
  /** Each is there as it stands. */
  readonly phrases: readonly string[];
  /** Written by one of these; undefined: by anybody. */
  readonly senderIds?: readonly UserId[] | undefined;
  /** Written before, ISO 8601. */
  readonly before?: string | undefined;
  /** Written at that time or later, ISO 8601. */
  readonly from?: string | undefined;
  readonly hasFile: boolean;
}

/** What conversations are looked for: by their title, or by the other one's name. */
export interface ConversationSearch extends Wanted {
  /** Who asks: nobody finds a conversation by their own name. */
  readonly userId: UserId;
}

interface Hit {
  readonly conversationId: ConversationId;
  /** Pieces of HTML in which <mark> is the only element. */
  readonly highlights: readonly string[];
  readonly score: number;
  readonly position: SearchPosition;
}

/** A message as the index has it, which may be late. */
export interface MessageFound extends Hit {
  readonly sequenceNumber: number;
  readonly revision: number;
}

/** A conversation as the index has it, which may be late. */
export interface ConversationFound extends Hit {
  /** The title, or the other person's name, in Unicode's normal form C. */
  readonly name: string;
}

/** Finds what was indexed. */
export interface SearchIndex {
  /**
   * What fits best first, then the newest.
   *
   * @throws Invalid there are more words, or parts of words, than can be looked for
   * @throws Unavailable the index does not answer
   */
  findMessages(search: MessageSearch): Promise<readonly MessageFound[]>;
  /**
   * What fits best first.
   *
   * @throws Invalid there are more words, or parts of words, than can be looked for
   * @throws Unavailable the index does not answer
   */
  findConversations(search: ConversationSearch): Promise<readonly ConversationFound[]>;
}

/** A message, or a conversation, as it is now: undefined where it is not to be found (any more). */
export type IndexEntry =
  | { readonly kind: 'message'; readonly key: MessageKey; readonly message: Message | undefined }
  | {
      readonly kind: 'conversation';
      readonly key: ConversationKey;
      readonly conversation: IndexedConversation | undefined;
    };

/** What a conversation is found by. */
export interface IndexedConversation {
  readonly title?: string | undefined;
  /** The two of a direct conversation. */
  readonly peers?: readonly { readonly userId: UserId; readonly displayName: string }[] | undefined;
  /** Rises with each change of the above. */
  readonly version: number;
}

/**
 * What became of an entry: done, an older state than the index has included; refused: the index will never take it;
 * failed: it may take it later.
 */
export type IndexOutcome = 'done' | 'refused' | 'failed';

/** Takes what is to be found. */
export interface SearchIndexWriter {
  /**
   * Writes entries, each unless the index has a newer state of it; a state of none is removed. One outcome for each.
   *
   * @throws Unavailable the index does not answer
   */
  write(entries: readonly IndexEntry[]): Promise<readonly IndexOutcome[]>;
  /**
   * Removes some of the messages of a conversation that was deleted; how many.
   *
   * @throws Unavailable the index does not answer
   */
  removeMessages(key: ConversationKey): Promise<number>;
}
