import type { OutboxEvent } from '../../contract/events.ts';
import type { TenantId, UserId } from '../../contract/identifiers.ts';
import type { ListedMember, Marks, Membership } from '../conversations/memberships.ts';
import type { ConversationKey } from '../messages/message-log.ts';

/** A conversation's two lines of numbers. */
export type LineName = 'messages' | 'changes';

/** One entry of a line. */
export interface LineEntry {
  readonly number: number;
  /** ISO 8601. */
  readonly timestamp: string;
  /** What its delivery is marked by: `message 7`, `change 3`. */
  readonly notice: string;
  /** What search has to have of it; undefined: it is no message. */
  readonly message?:
    | { readonly revision: number; readonly isDeleted: boolean; readonly changeNumber: number | undefined }
    | undefined;
  /**
   * The event that tells of it.
   *
   * @throws Error what is stored is no entry
   */
  readonly event: () => OutboxEvent;
}

/** The two items that a conversation consists of, and the newest of its changes; undefined: not there. */
export interface Heads {
  readonly conversation?:
    | {
        readonly changeNumber: number;
        readonly memberCount: number;
        readonly updatedAt: string;
        /** Under how many names it is to be found: its title, or its two people's. */
        readonly names: number;
        /** When the last of a deleted conversation went; only what names it is left. */
        readonly purgedAt?: string | undefined;
        /** That it was created. */
        readonly event: () => OutboxEvent;
      }
    | undefined;
  readonly head?: { readonly sequenceNumber: number; readonly updatedAt: string } | undefined;
  readonly lastChange?: (LineEntry & { readonly kind: string }) | undefined;
  /** Messages where there is neither conversation nor head. */
  readonly hasStrays: boolean;
}

/** What an inspection reads and repairs beside what other stores give. All reads are strongly consistent. */
export interface InspectionStore {
  readHeads(key: ConversationKey): Promise<Heads>;
  /** A line from the newest entry (or from `from`) down to the oldest (or to the one above `above`), in pages. */
  readLine(
    key: ConversationKey,
    line: LineName,
    range?: { readonly from?: number; readonly above?: number },
  ): AsyncIterable<readonly LineEntry[]>;
  /** A member as the conversation lists them. */
  findListed(key: ConversationKey, userId: UserId): Promise<ListedMember | undefined>;
  /** Moves a head that is still at `from` on to the entry that is there. */
  moveHead(key: ConversationKey, line: LineName, from: number, to: LineEntry): Promise<void>;
  /** Makes the conversation's side of a membership what the person's own side says, while the changes stand there. */
  mirrorMembership(
    key: ConversationKey,
    changeNumber: number,
    userId: UserId,
    membership: Membership | undefined,
  ): Promise<void>;
  /** Sets how many members there are, while the changes stand there. */
  setMemberCount(key: ConversationKey, changeNumber: number, memberCount: number): Promise<void>;
  /** Sets marks back to the head, while it stands there. */
  lowerMarks(key: ConversationKey, userId: UserId, marks: Marks, head: number): Promise<void>;
  /** Removes both sides of a membership of a conversation that does not exist, and only then. */
  removeMembership(key: ConversationKey, userId: UserId): Promise<void>;
}

/** What has a place of its own in the table: a conversation or a person. */
export type Subject =
  | { readonly kind: 'conversation'; readonly key: ConversationKey }
  | { readonly kind: 'person'; readonly tenantId: TenantId; readonly userId: UserId };

/** All that is in the table, in an order that means nothing and stays the same. */
export interface Subjects {
  /** Some that come after `cursor`, and the cursor of the next; undefined: these were the last. */
  read(cursor: string | undefined): Promise<{ readonly subjects: readonly Subject[]; readonly cursor?: string }>;
}
