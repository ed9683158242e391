import type { Conversation, Role } from '../../functions/contract/conversations.ts';
import type { ConversationId, UserId } from '../../functions/contract/identifiers.ts';
import type { Message } from '../../functions/contract/messages.ts';
import type { ServerEvent } from '../../functions/contract/server-events.ts';
import { positionOf } from '../../functions/domain/messages/message-id.ts';
import type { Cursor, SyncPage } from '../../functions/domain/sync/sync-conversation.ts';

type Change = Extract<ServerEvent, { changeNumber: number }>;
type Created = Extract<ServerEvent, { type: 'message.created' }>;

const changeOf = (message: Message): number => message.changeNumber ?? 0;

/** Which message a change is about; undefined for the conversation itself. */
const subjectOf = (change: Change): number | undefined => {
  if ('message' in change) return change.message.sequenceNumber;
  return 'messageId' in change ? positionOf(change.messageId)?.sequenceNumber : undefined;
};

const withReaction = (message: Message, change: Extract<Change, { emoji: string }>): Message => {
  const { type, emoji, userId, changeNumber } = change;
  const isKnown = message.reactions.some((one) => one.emoji === emoji);
  const reactions = isKnown ? message.reactions : [...message.reactions, { emoji, userIds: [] }];
  const userIdsOf = (userIds: readonly (typeof userId)[]) =>
    type === 'reaction.added' ? [...userIds, userId] : userIds.filter((id) => id !== userId);
  return {
    ...message,
    changeNumber,
    reactions: reactions
      .map((one) => (one.emoji === emoji ? { emoji, userIds: userIdsOf(one.userIds) } : one))
      .filter(({ userIds }) => userIds.length > 0),
  };
};

/** What a client shows of a conversation, and how far it has come without a gap. */
export interface ReplicaState {
  readonly conversationId: ConversationId;
  readonly cursor: Cursor;
  readonly shown: readonly Message[];
  readonly memberIds: readonly UserId[];
  readonly title: string | undefined;
  /** The person's own. */
  readonly role: Role | undefined;
  readonly isGone: boolean;
}

/**
 * A client's copy of a conversation, as the contract lets any client keep it. Frames come in any order and more than
 * once: duplicates fall to their numbers, what is ahead waits for what is missing, and changes wait for the message
 * they are about.
 */
export class Replica {
  /** What the person sees, by sequence number. */
  readonly shown: Message[] = [];
  readonly conversationId: ConversationId;
  /** Whether the person was no member when it was last asked for. */
  isOutside = false;
  #hasEnded = false;
  readonly #memberIds = new Set<UserId>();
  #knowsMembers = false;
  #conversation: Conversation | undefined;
  #conversationAsOf = 0;
  readonly #messages = new Map<number, Message>();
  readonly #changes = new Map<number, Change>();
  #cursor: Cursor = { afterSequence: 0, afterChange: 0 };
  #head: Cursor = { afterSequence: 0, afterChange: 0 };
  #isCatchingUp = false;

  constructor(conversationId: ConversationId) {
    this.conversationId = conversationId;
  }

  /** All that it shows. */
  get state(): ReplicaState {
    const { conversationId, cursor, isGone } = this;
    const { title, role } = this.#conversation ?? {};
    return {
      conversationId,
      cursor,
      shown: [...this.shown],
      memberIds: this.memberIds,
      title: title ?? undefined,
      role,
      isGone,
    };
  }

  /** Whether the conversation is none of the person's: it ended, or they are no member. */
  get isGone(): boolean {
    return this.#hasEnded || this.isOutside;
  }

  /** Who else is in it, and the person themselves, sorted. */
  get memberIds(): UserId[] {
    return [...this.#memberIds].sort();
  }

  /** The person's own role, as far as it is known. */
  get role(): Role | undefined {
    return this.#conversation?.role;
  }

  /** Whether the members it shows are those at its cursor: from a list, and the changes since. */
  get knowsMembers(): boolean {
    return this.#knowsMembers;
  }

  /** How far it has come without a gap. */
  get cursor(): Cursor {
    return this.#cursor;
  }

  /** Whether it knows by the numbers that something is missing. */
  get isBehind(): boolean {
    const { afterSequence, afterChange } = this.#cursor;
    const isBelowHead = this.#head.afterSequence > afterSequence || this.#head.afterChange > afterChange;
    return this.#isCatchingUp || isBelowHead || this.#messages.size > 0 || this.#changes.size > 0;
  }

  /** Takes what the server sent on its own. */
  receive(event: ServerEvent): void {
    if (event.type === 'message.created') this.receiveMessage(event);
    else if ('changeNumber' in event) this.#wait(event);
    if (event.type === 'conversation.deleted') this.#hasEnded = true;
    // A conversation says where its heads are, which is how a person who was added learns what to fetch.
    if ('conversation' in event) this.#learnHead(event.conversation);
    if (event.type === 'conversation.created') this.#conversation ??= event.conversation;
    this.#goOn();
  }

  /**
   * Takes the conversation as it was read after a change, unless what it knows was read after a later one. The number
   * that the conversation itself has says less: the person's role was read beside it, before or after.
   */
  learn(conversation: Conversation, asOf: number): void {
    if (asOf < this.#conversationAsOf) return;
    this.#conversation = conversation;
    this.#conversationAsOf = asOf;
  }

  /** Takes a list of members that was asked for at a place in the line of changes; past it, it may be too old. */
  takeMembers(memberIds: readonly UserId[], atChange: number): void {
    if (atChange !== this.#cursor.afterChange) return;
    this.#memberIds.clear();
    for (const userId of memberIds) this.#memberIds.add(userId);
    this.#knowsMembers = true;
  }

  /** Takes the message that an ack carries: as it is, and at its last place in the line of changes. */
  acknowledged(message: Message): void {
    const { conversationId, sequenceNumber, changeNumber } = message;
    const waiting = this.#messages.get(sequenceNumber);
    if (sequenceNumber > this.#cursor.afterSequence && (!waiting || changeOf(message) >= changeOf(waiting))) {
      this.#messages.set(sequenceNumber, message);
    }
    if (changeNumber !== undefined) this.#wait({ type: 'message.updated', conversationId, changeNumber, message });
    this.#goOn();
  }

  /** From here to a complete page frames wait: what sync says of both lines belongs together. */
  startCatchingUp(): void {
    this.#isCatchingUp = true;
  }

  /** Takes a page of sync. */
  take({ messages, changed, conversation, next, complete }: SyncPage): void {
    for (const message of [...changed, ...messages]) this.#show(message);
    this.#cursor = next;
    if (conversation !== undefined) {
      this.learn(conversation, next.afterChange);
      this.#knowsMembers = false;
    }
    if (complete) {
      this.#isCatchingUp = false;
      this.#goOn();
    }
  }

  /** Takes a new message, unless it is known by its number. */
  protected receiveMessage({ type, ...message }: Created): void {
    const { sequenceNumber } = message;
    if (sequenceNumber <= this.#cursor.afterSequence || this.#messages.has(sequenceNumber)) return;
    this.#messages.set(sequenceNumber, { ...message, revision: 1, reactions: [] });
  }

  #wait(change: Change): void {
    if (change.changeNumber > this.#cursor.afterChange) this.#changes.set(change.changeNumber, change);
  }

  #learnHead({ sequenceNumber, changeNumber }: Conversation): void {
    this.#head = {
      afterSequence: Math.max(this.#head.afterSequence, sequenceNumber),
      afterChange: Math.max(this.#head.afterChange, changeNumber),
    };
  }

  /** Goes on as far as there is no gap. */
  #goOn(): void {
    if (this.#isCatchingUp) return;
    let { afterSequence, afterChange } = this.#cursor;
    for (let next = this.#messages.get(afterSequence + 1); next; next = this.#messages.get(afterSequence + 1)) {
      this.#show(next);
      afterSequence += 1;
    }
    for (let next = this.#changes.get(afterChange + 1); next; next = this.#changes.get(afterChange + 1)) {
      if ((subjectOf(next) ?? 0) > afterSequence) break;
      this.#apply(next);
      afterChange += 1;
    }
    this.#cursor = { afterSequence, afterChange };
    for (const number of this.#messages.keys()) if (number <= afterSequence) this.#messages.delete(number);
    for (const number of this.#changes.keys()) if (number <= afterChange) this.#changes.delete(number);
  }

  #show(message: Message): void {
    const index = this.#indexOf(message.sequenceNumber);
    const known = this.shown[index];
    if (known === undefined) this.shown.push(message);
    else if (changeOf(message) >= changeOf(known)) this.shown[index] = message;
  }

  #apply(change: Change): void {
    if ('message' in change) this.#show(change.message);
    if (change.type === 'conversation.updated') this.learn(change.conversation, change.changeNumber);
    if (change.type === 'member.joined') this.#memberIds.add(change.userId);
    if (change.type === 'member.left') this.#memberIds.delete(change.userId);
    if (!('emoji' in change)) return;
    const index = this.#indexOf(subjectOf(change) ?? 0);
    const known = this.shown[index];
    // A message that came later than the change it is asked to bear has it already.
    if (known && changeOf(known) < change.changeNumber) this.shown[index] = withReaction(known, change);
  }

  #indexOf(sequenceNumber: number): number {
    return this.shown.findIndex((one) => one.sequenceNumber === sequenceNumber);
  }
}

/** What a history needs of a client's copy, whoever made it. */
export type ConversationCopy = Pick<Replica, keyof Replica>;
