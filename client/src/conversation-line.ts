import { createdMessage } from './created-message.ts';
import { gapsIn, insertByNumber } from './message-list.ts';
import { Replays } from './replays.ts';
import type { Media, Message, MessageCreatedFrame, ServerEvent, SyncPage } from './wire.ts';

/** A change to what exists: they have a line of numbers of their own. */
export type Change = Extract<ServerEvent, { changeNumber: number }>;

/** How far one has come without a gap, in both lines. */
export interface Cursor {
  readonly afterSequence: number;
  readonly afterChange: number;
}

const changeOf = (message: Message): number => message.changeNumber ?? 0;

/**
 * A conversation as a device keeps it. Frames come in any order and more than once: duplicates fall to their numbers,
 * what is ahead waits for what is missing, and a change to a message that is not there is applied when it comes. It does
 * nothing on its own: whoever has it asks `isBehind`, and fetches.
 */
export class ConversationLine {
  #shown: readonly Message[] = [];
  #hasBegun = false;
  #isCatchingUp = true;
  #cursor: Cursor = { afterSequence: 0, afterChange: 0 };
  #head: Cursor = { afterSequence: 0, afterChange: 0 };
  readonly #messages = new Map<number, Message>();
  readonly #changes = new Map<number, Change>();
  readonly #replays = new Replays();
  readonly #onApplied: (change: Change) => void;
  readonly #onComplete: (message: Message) => void;

  /** Tells of each change once, in order, and of each new message once, in order. */
  constructor(onApplied: (change: Change) => void = () => {}, onComplete: (message: Message) => void = () => {}) {
    this.#onApplied = onApplied;
    this.#onComplete = onComplete;
  }

  /** What there is, by number, what waits behind a gap among it. */
  get messages(): readonly Message[] {
    const waiting = [...this.#messages.values()].filter((one) => one.sequenceNumber > this.#cursor.afterSequence);
    return waiting.length === 0 ? this.#shown : waiting.reduce(insertByNumber, this.#shown);
  }

  /** What of it is shown. */
  get view() {
    const { messages } = this;
    const completeUpTo = this.#cursor.afterSequence;
    return {
      messages,
      gaps: gapsIn(messages, Math.max(this.#head.afterSequence, completeUpTo)),
      completeUpTo,
      hasOlder: (messages[0]?.sequenceNumber ?? 1) > 1,
    };
  }

  /** What there is without what waits behind a gap. */
  get shown(): readonly Message[] {
    return this.#shown;
  }

  get cursor(): Cursor {
    return this.#cursor;
  }

  /** The highest numbers that anything told of. */
  get head(): Cursor {
    return this.#head;
  }

  get isCatchingUp(): boolean {
    return this.#isCatchingUp;
  }

  /** Whether it knows by the numbers that something is missing. */
  get isBehind(): boolean {
    const { afterSequence, afterChange } = this.#cursor;
    const isBelowHead = this.#head.afterSequence > afterSequence || this.#head.afterChange > afterChange;
    return this.#isCatchingUp || isBelowHead || this.#messages.size > 0 || this.#changes.size > 0;
  }

  /** Starts at a place in both lines that is known to be there; what is below is fetched as history. Only the first time. */
  begin(cursor: Cursor): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    this.#cursor = cursor;
    this.#forgetPast();
  }

  /** Whether `begin` was called. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** Takes what the server sent on its own. */
  receive(event: ServerEvent): void {
    if (event.type === 'message.created') this.#receiveMessage(event);
    else if ('changeNumber' in event) this.#wait(event);
    // A conversation says where its heads are, which is how a person who was added learns what to fetch.
    if ('conversation' in event) this.learnHead(event.conversation);
    this.#goOn();
  }

  /** Learns that the lines go at least so far. */
  learnHead({
    sequenceNumber,
    changeNumber,
  }: {
    readonly sequenceNumber: number;
    readonly changeNumber: number;
  }): void {
    this.#head = {
      afterSequence: Math.max(this.#head.afterSequence, sequenceNumber),
      afterChange: Math.max(this.#head.afterChange, changeNumber),
    };
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
  take({ messages, changed, conversation, head, next, complete }: SyncPage): void {
    if (conversation) this.learnHead(conversation);
    this.learnHead(head);
    const after = this.#cursor.afterSequence;
    for (const message of changed) this.#change(message);
    for (const message of messages) this.#show(message);
    this.#cursor = next;
    for (const message of messages) if (message.sequenceNumber > after) this.#onComplete(message);
    if (!complete) return;
    this.#isCatchingUp = false;
    this.#goOn();
  }

  /** Takes a page of history, from anywhere at or below the cursor. What changed since it was read is applied to it. */
  takeHistory(messages: readonly Message[]): void {
    for (const message of messages) {
      if (message.sequenceNumber <= this.#cursor.afterSequence) this.#show(this.#replays.over(message));
    }
  }

  /** Takes a file that is ready, or rejected, into the messages that it is attached to. */
  learnMedia(media: Media): void {
    this.#replays.addFile(media);
    this.#shown = this.#shown.map((message) => this.#replays.over(message));
  }

  #receiveMessage(frame: MessageCreatedFrame): void {
    const { sequenceNumber } = frame;
    if (sequenceNumber <= this.#cursor.afterSequence || this.#messages.has(sequenceNumber)) return;
    this.#messages.set(sequenceNumber, createdMessage(frame));
  }

  #wait(change: Change): void {
    if (change.changeNumber > this.#cursor.afterChange) this.#changes.set(change.changeNumber, change);
  }

  /** Goes on as far as there is no gap. */
  #goOn(): void {
    if (this.#isCatchingUp) return;
    let { afterSequence, afterChange } = this.#cursor;
    const added: Message[] = [];
    for (let next = this.#messages.get(afterSequence + 1); next; next = this.#messages.get(afterSequence + 1)) {
      this.#show(next);
      added.push(next);
      afterSequence += 1;
    }
    this.#cursor = { afterSequence, afterChange };
    for (let next = this.#changes.get(afterChange + 1); next; next = this.#changes.get(afterChange + 1)) {
      this.#apply(next);
      afterChange += 1;
      this.#cursor = { afterSequence, afterChange };
      this.#onApplied(next);
    }
    this.#forgetPast();
    for (const message of added) this.#onComplete(message);
  }

  #forgetPast(): void {
    const { afterSequence, afterChange } = this.#cursor;
    for (const number of this.#messages.keys()) if (number <= afterSequence) this.#messages.delete(number);
    for (const number of this.#changes.keys()) if (number <= afterChange) this.#changes.delete(number);
  }

  #find(matches: (message: Message) => boolean): Message | undefined {
    return this.#shown.findLast(matches);
  }

  #show(message: Message): void {
    const known = this.#find((one) => one.sequenceNumber === message.sequenceNumber);
    if (known && changeOf(message) < changeOf(known)) return;
    this.#shown = insertByNumber(this.#shown, this.#replays.over(message));
  }

  /** Takes a message as a change left it; one that is not loaded is remembered for a page that was read before. */
  #change(message: Message): void {
    this.#replays.add({ kind: 'message', message });
    if (this.#find((one) => one.sequenceNumber === message.sequenceNumber)) this.#show(message);
  }

  #apply(change: Change): void {
    if ('message' in change) this.#change(change.message);
    if (!('emoji' in change)) return;
    this.#replays.add({ kind: 'reaction', change });
    const known = this.#find(({ id }) => id === change.messageId);
    if (known) this.#shown = insertByNumber(this.#shown, this.#replays.over(known));
  }
}
