import { CatchUp } from './catch-up.ts';
import type { Ask } from './connection.ts';
import type { Conversation, ConversationSnapshot, Marks } from './conversation.ts';
import type { ConversationDeps } from './conversation-deps.ts';
import { type Change, ConversationLine } from './conversation-line.ts';
import { Emitter, queued } from './emitter.ts';
import { ChatError, sessionEnded } from './errors.ts';
import { Later } from './later.ts';
import { MarkSender } from './mark-sender.ts';
import { MemberList } from './member-list.ts';
import { nextPage } from './next-page.ts';
import { ReceiptBook } from './receipt-book.ts';
import { SnapshotStore } from './snapshot-store.ts';
import { TypingState } from './typing-state.ts';
import { UnsettledFiles } from './unsettled-files.ts';
import type { Media, Message, ServerEvent } from './wire.ts';

/** Messages that are loaded when it is opened. */
const windowSize = 50;
/** Frames may overtake each other: what is missing may be about to come. */
const reorderMs = 250;

/** Half of Conversation that follows it: joins, fetches what was missed, and takes what comes. */
export class LiveConversation extends SnapshotStore<ConversationSnapshot> {
  readonly id: string;
  readonly deps: ConversationDeps;
  readonly line: ConversationLine;
  readonly typingState: TypingState;
  readonly readMarks: MarkSender;
  readonly #deliveredMarks: MarkSender;
  readonly #arrivals = new Emitter<{ message: Message }>();
  readonly #catchUp: CatchUp;
  readonly members: MemberList;
  readonly #receipts: ReceiptBook;
  readonly #files: UnsettledFiles;
  #isOpen = false;
  #isGone = false;
  /** Whether the session that it is of has ended. */
  isRetired = false;
  /** Whether the connection there is follows it. */
  #isJoined = false;
  /** Whether the connection to come follows it. */
  #isJoinedNext = false;
  readonly #lateCheck: Later;

  constructor(id: string, deps: ConversationDeps) {
    super(() => this.#snapshot());
    this.id = id;
    this.deps = deps;
    this.line = new ConversationLine(
      (change) => this.#applied(change),
      (message) => this.#arrived(message),
    );
    this.typingState = new TypingState({
      runtime: deps.runtime,
      tell: (action) => this.#tellTyping(action),
      changed: () => this.changed(),
    });
    const { runtime, ask, api } = deps;
    this.members = new MemberList(api, id, () => this.changed());
    this.#receipts = new ReceiptBook(api, id);
    this.#files = new UnsettledFiles(api, (media) => this.learnMedia(media));
    const conversationId = id;
    const isOnline = () => deps.connection() === 'online';
    this.readMarks = new MarkSender({
      runtime,
      canSend: () => deps.userId() !== undefined,
      send: (sequenceNumber) =>
        isOnline() ? ask('message.read', { conversationId, sequenceNumber }) : api.markRead(id, sequenceNumber),
    });
    this.#deliveredMarks = new MarkSender({
      runtime,
      canSend: isOnline,
      send: (sequenceNumber) => ask('message.delivered', { conversationId, sequenceNumber }),
    });
    this.#catchUp = new CatchUp(runtime, () => this.#syncOnce());
    this.#lateCheck = new Later(runtime);
  }

  get isOpen(): boolean {
    return this.#isOpen && !this.#isGone;
  }

  async open(): Promise<void> {
    if (this.isRetired) throw sessionEnded();
    this.#isOpen = true;
    this.#isGone = false;
    await this.#catchUp.run();
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.disconnected();
    this.#catchUp.stop();
    const { ask, connection } = this.deps;
    if (this.#isJoined && connection() === 'online') {
      // Followed a little longer, it brings frames that nobody looks at.
      ask('conversation.leave', { conversationId: this.id }).catch(() => {});
    }
    this.#isJoined = false;
    this.#isJoinedNext = false;
  }

  /** Ends it for good, with the session that it is of: whoever signs in next gets another one. */
  retire(): void {
    this.close();
    this.isRetired = true;
    this.readMarks.stop();
    this.#deliveredMarks.stop();
  }

  /** Nothing comes in any more: who is writing is not known. */
  disconnected(): void {
    this.#lateCheck.cancel();
    this.typingState.clear();
    this.changed();
  }

  /** There is a new connection: it does not follow it yet, and what came between was missed. */
  connected(): void {
    this.#isJoined = false;
    this.#isJoinedNext = false;
    this.readMarks.wake();
    this.#deliveredMarks.wake();
    this.catchUp();
  }

  /** Follows it on the connection to come. */
  async follow(ask: Ask): Promise<void> {
    if (!this.isOpen) return;
    await this.#join(ask);
    this.#isJoinedNext = this.isOpen;
  }

  /** The connection to come is the one there is. What was opened too late for it to follow joins now. */
  handedOver(): void {
    this.#isJoined = this.#isJoinedNext;
    this.#isJoinedNext = false;
    this.catchUp();
  }

  /** Fetches what is missing; why that can't be is in the snapshot. */
  catchUp(): void {
    if (this.isOpen) this.#catchUp.run().catch(() => {});
  }

  receive(event: ServerEvent): void {
    if (event.type === 'conversation.deleted') this.#end();
    // Added again after having been removed.
    if (event.type === 'conversation.created' && this.#isOpen && this.#isGone) this.open().catch(() => {});
    if (!this.isOpen) return;
    if (event.type === 'typing.started' && event.userId !== this.deps.userId()) this.typingState.started(event);
    else if (event.type === 'typing.stopped') this.typingState.stopped(event.userId);
    else if (event.type === 'receipt.updated') this.#learnMarks(event.userId, event);
    else this.#take(() => this.line.receive(event));
  }

  /** Takes a message as an answer has it. */
  acknowledged(message: Message): Message {
    if (this.isOpen) this.#take(() => this.line.acknowledged(message));
    return message;
  }

  /** Takes a file that is ready, or rejected. */
  learnMedia(media: Media): void {
    this.line.learnMedia(media);
    this.changed();
  }

  incoming: Conversation['incoming'] = ({ signal } = {}) => queued((push) => this.onMessage(push), signal);
  onMessage: Conversation['onMessage'] = (listener) => this.#arrivals.on('message', listener);

  #take(change: () => void): void {
    change();
    this.changed();
    if (!this.line.isBehind || this.line.isCatchingUp) return;
    this.#lateCheck.set(reorderMs, () => {
      if (this.line.isBehind) this.catchUp();
    });
  }

  /** Joins, then fetches from the cursor: in this order nothing falls between. */
  async #syncOnce(): Promise<void> {
    try {
      const head = await this.#head();
      if (!this.line.hasBegun) {
        const afterSequence = Math.max(0, head.sequenceNumber - windowSize);
        this.line.begin({ afterSequence, afterChange: head.changeNumber });
      }
      this.line.startCatchingUp();
      this.changed();
      for (let isComplete = false; !isComplete; ) {
        const page = await nextPage(this.deps, this.id, this.line.cursor);
        // Whoever closed it meanwhile wants no more pages of it.
        if (!this.isOpen) return;
        isComplete = page.complete;
        if (page.conversation) {
          this.deps.inbox.learn(page.conversation);
          this.members.membersChanged();
        }
        this.line.take(page);
        this.changed();
      }
      if (this.line.isBehind) throw new ChatError('cannot go on yet; a number is missing', { code: 'UNAVAILABLE' });
    } catch (error) {
      if (error instanceof ChatError && error.code === 'NOT_FOUND') this.#end();
      throw error;
    }
  }

  async #head(): Promise<{ readonly sequenceNumber: number; readonly changeNumber: number }> {
    const { api, ask, connection, inbox } = this.deps;
    if (connection() === 'online' && (!this.#isJoined || !this.line.hasBegun)) {
      const head = await this.#join(ask);
      this.#isJoined = true;
      this.#loadMissed();
      if (!inbox.get(this.id)) inbox.learn(await api.getConversation(this.id));
      return head;
    }
    if (this.line.hasBegun) return { sequenceNumber: 0, changeNumber: 0 };
    const conversation = await api.getConversation(this.id);
    inbox.learn(conversation);
    this.#loadMissed();
    return conversation;
  }

  /** Fetches what is told once, and no sync brings. */
  #loadMissed(): void {
    void this.#receipts.load().then(() => this.changed());
    void this.#files.load(this.line.shown);
  }

  async #join(ask: Ask) {
    const { head, typing, presence } = await ask('conversation.join', { conversationId: this.id });
    const me = this.deps.userId();
    for (const one of typing) if (one.userId !== me) this.typingState.started(one);
    this.deps.presence.learn(presence);
    return head;
  }

  #arrived(message: Message): void {
    this.typingState.stopped(message.senderId);
    // Sending moves one's own read mark, and no receipt tells of that.
    this.#learnMarks(message.senderId, { lastDeliveredSequence: 0, lastReadSequence: message.sequenceNumber });
    this.deps.inbox.learnMessage(message);
    this.deps.outbox.heard(message);
    this.#deliveredMarks.mark(message.sequenceNumber);
    this.#arrivals.emit('message', message);
  }

  #applied(change: Change): void {
    const isOfMembers = change.type === 'member.joined' || change.type === 'member.left';
    if (change.type === 'member.left' && change.userId === this.deps.userId()) this.#end();
    else if (isOfMembers || change.type === 'conversation.updated') this.members.membersChanged();
  }

  #end(): void {
    this.#isGone = true;
    this.#catchUp.stop();
    this.typingState.clear();
    this.changed();
  }

  #learnMarks(userId: string, marks: Marks): void {
    this.#receipts.learn(userId, marks);
    if (userId === this.deps.userId()) this.readMarks.know(marks.lastReadSequence);
    this.changed();
  }

  #tellTyping(action: 'typing.start' | 'typing.stop'): void {
    // It has passed by the time it could be told again.
    this.deps.ask(action, { conversationId: this.id }).catch(() => {});
  }

  #snapshot(): ConversationSnapshot {
    return {
      id: this.id,
      info: this.deps.inbox.get(this.id),
      isGone: this.#isGone,
      ...this.line.view,
      isCatchingUp: this.#isOpen && this.line.isCatchingUp,
      pending: this.deps.outbox.pendingIn(this.id),
      typing: this.typingState.others,
      receipts: this.#receipts.byUser,
      members: this.members.members,
    };
  }
}
