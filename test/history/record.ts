import type { ConversationId, UserId } from '../../functions/contract/identifiers.ts';
import type { Marks } from '../../functions/domain/conversations/memberships.ts';
import type { Cursor } from '../../functions/domain/sync/sync-conversation.ts';

interface InConversation {
  readonly conversationId: ConversationId;
}

/** One message that somebody asked to send, under one clientMessageId, however often. */
export interface AskedSend extends InConversation {
  readonly userId: UserId;
  readonly clientMessageId: string;
  readonly content: string;
  /** The numbers that acks named, and whether each said that it had been there before. */
  readonly acks: { readonly sequenceNumber: number; readonly outcome: 'created' | 'duplicate' }[];
  /** Some try was answered by nothing that says whether it was done. */
  isUncertain: boolean;
}

/** Marks that somebody was told of, by the order in which they asked. */
export interface ToldMarks extends InConversation, Partial<Marks> {
  /** Who was told: one client asks one after the other. */
  readonly client: string;
  readonly userId: UserId;
  /** What the answer must have reached at least. */
  readonly atLeast?: number;
}

/** A removal or an addition that somebody asked for, and between which instants it was done if it was. */
export interface MembershipCommand extends InConversation {
  readonly action: 'add' | 'expel';
  readonly userId: UserId;
  readonly askedAt: number;
  readonly answeredAt: number;
  readonly isAcknowledged: boolean;
}

/** Heads that somebody was told of: what is above was committed after they asked, the rest before they were answered. */
export interface SeenHead extends InConversation {
  readonly askedAt: number;
  readonly answeredAt: number;
  readonly sequenceNumber: number;
  readonly changeNumber: number;
}

/** A frame that came over a socket, by its place in one of the two lines where it has one. */
export interface HeardFrame extends InConversation {
  readonly client: string;
  readonly userId: UserId;
  readonly type: string;
  readonly at: number;
  readonly sequenceNumber?: number | undefined;
  readonly changeNumber?: number | undefined;
}

/** What clients asked for and were told. */
export interface ClientRecord {
  /** First members of the conversations asked for, by the name in their metadata. */
  readonly starts: Map<string, readonly UserId[]>;
  readonly sends: Map<string, AskedSend>;
  /** Contents that edits asked for, by message. */
  readonly edits: Map<string, Set<string>>;
  readonly marks: ToldMarks[];
  /** Cursors that a sync said were complete. */
  readonly cursors: (InConversation & Cursor & { readonly client: string })[];
  readonly memberships: MembershipCommand[];
  readonly heads: SeenHead[];
  readonly heard: HeardFrame[];
  /** Answers and frames that the contract does not know. */
  readonly surprises: string[];
}

/** Nothing yet. */
export const aRecord = (): ClientRecord => ({
  starts: new Map(),
  sends: new Map(),
  edits: new Map(),
  marks: [],
  cursors: [],
  memberships: [],
  heads: [],
  heard: [],
  surprises: [],
});
