import type { Marks } from '../../../functions/domain/conversations/memberships.ts';
import type { Cursor } from '../../../functions/domain/sync/sync-conversation.ts';

/** One message that somebody asked to send, under one clientMessageId, however often. */
export interface AskedSend {
  readonly userId: string;
  readonly clientMessageId: string;
  readonly content: string;
  /** The numbers that acks named, and whether each said that it had been there before. */
  readonly acks: { readonly sequenceNumber: number; readonly outcome: 'created' | 'duplicate' }[];
  /** Some try was answered by nothing that says whether it was done. */
  isUncertain: boolean;
}

/** Marks that somebody was told of, by the order in which they asked. */
export interface ToldMarks extends Marks {
  /** Who was told: one client asks one after the other. */
  readonly client: string;
  readonly userId: string;
  /** What the answer must have reached at least. */
  readonly atLeast?: { readonly which: 'read' | 'delivered'; readonly sequenceNumber: number };
}

/** A removal or an addition that somebody asked for, and between which steps it was done if it was. */
export interface MembershipCommand {
  readonly action: 'add' | 'expel';
  readonly userId: string;
  readonly askedAt: number;
  readonly answeredAt: number;
  readonly isAcknowledged: boolean;
}

/** What clients asked for and were told. */
export interface ClientRecord {
  readonly sends: Map<string, AskedSend>;
  /** Contents that edits asked for, by message. */
  readonly edits: Map<string, Set<string>>;
  readonly marks: ToldMarks[];
  /** Cursors that a sync said were complete. */
  readonly cursors: (Cursor & { readonly client: string })[];
  readonly memberships: MembershipCommand[];
  /** Answers and frames that the contract does not know. */
  readonly surprises: string[];
}

/** Nothing yet. */
export const aRecord = (): ClientRecord => ({
  sends: new Map(),
  edits: new Map(),
  marks: [],
  cursors: [],
  memberships: [],
  surprises: [],
});
