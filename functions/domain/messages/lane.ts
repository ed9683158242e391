import type { Message } from '../../contract/messages.ts';
import type { ConversationKey, Head, MessageDraft } from './message-log.ts';

/** A draft that waits in its conversation's lane, to be committed together with others. */
export interface PendingDraft {
  /** Of this try alone; those made later sort later. */
  readonly draftId: string;
  readonly draft: MessageDraft;
  /** Nobody commits it from then on; milliseconds since the epoch. */
  readonly expiresAtMs: number;
  /** The connection that it came by; its ack tells it. */
  readonly exceptConnectionId?: string | undefined;
}

/** How a pending draft stands, and who commits. */
export interface LaneView {
  /** Whether the draft still waits. */
  readonly isPending: boolean;
  /** Until when somebody has the lease to commit, milliseconds since the epoch; 0 for nobody. */
  readonly leaseEndsAtMs: number;
}

/** The lease to commit a lane's drafts. It spares senders losing to each other; what is committed never rests on it. */
export interface LaneLease {
  readonly holderId: string;
  /** Milliseconds since the epoch. */
  readonly endsAtMs: number;
}

/**
 * What became of a batch:
 * committed: its messages, in the batch's order;
 * refused: nothing was written. `head` is where the conversation's head is by now, where it moved; `refused` can never
 * be committed (the sender is no member, the key stands already, or a file is not as it was); `gone` wait no more, their senders gave up;
 * contended: nothing was written, another write was under way on the same items.
 */
export type BatchOutcome =
  | { readonly outcome: 'committed'; readonly messages: readonly Message[] }
  | {
      readonly outcome: 'refused';
      readonly head: Head | undefined;
      readonly refused: readonly PendingDraft[];
      readonly gone: readonly PendingDraft[];
    }
  | { readonly outcome: 'contended' };

/** How a draft ended that could not be committed anew. */
export type Answered =
  | { readonly outcome: 'duplicate'; readonly sequenceNumber: number }
  | { readonly outcome: 'not-a-member' };

/** What a batch brings beside its drafts. */
export interface BatchAt {
  /** The batch goes right after it. */
  readonly head: number;
  /** Of all its messages. */
  readonly timestamp: string;
  /** Until when senders are to take the lane at once; unchanged where left out. */
  readonly hotUntilMs?: number | undefined;
}

/** Where the drafts of a contended conversation wait, and how they are committed together. */
export interface Lane {
  /** The answer to a draft that needs no number: a repeat, or a stranger's. */
  answerBefore(draft: MessageDraft): Promise<Answered | undefined>;
  /** Lets a draft wait. */
  put(pending: PendingDraft): Promise<void>;
  /** Takes a draft out, so that it can't be committed any more; false when it was out already. */
  withdraw(pending: PendingDraft): Promise<boolean>;
  /** How the draft and the lease are now. */
  look(pending: PendingDraft): Promise<LaneView>;
  /** What a draft that waits no more became; undefined when nothing stands under its key. */
  outcomeOf(
    pending: PendingDraft,
  ): Promise<{ readonly outcome: 'committed'; readonly message: Message } | Answered | undefined>;
  /** The drafts that have waited longest, the longest first, expired ones among them. */
  oldest(key: ConversationKey, limit: number): Promise<readonly PendingDraft[]>;
  /** Takes the lease unless somebody else has it. */
  takeLease(key: ConversationKey, lease: LaneLease): Promise<boolean>;
  /** Gives the lease back; nothing happens when it is somebody else's by now. */
  endLease(key: ConversationKey, holderId: string): Promise<void>;
  /**
   * Commits all of a batch in one transaction, or nothing: each message as an append does, and takes each draft out of
   * the lane, where it has to be still.
   */
  commit(batch: readonly PendingDraft[], at: BatchAt): Promise<BatchOutcome>;
}
