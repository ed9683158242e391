import { ConversationLine } from '../../client/src/conversation-line.ts';
import type { Conversation } from '../../functions/contract/conversations.ts';
import type { ConversationId, UserId } from '../../functions/contract/identifiers.ts';
import type { Message } from '../../functions/contract/messages.ts';
import type { ServerEvent } from '../../functions/contract/server-events.ts';
import type { Cursor, SyncPage } from '../../functions/domain/sync/sync-conversation.ts';
import type { ConversationCopy, ReplicaState } from './replica.ts';

/** A copy of a conversation as the client's package keeps it, from its first message on, for histories to play with. */
export class SdkReplica implements ConversationCopy {
  readonly conversationId: ConversationId;
  isOutside = false;
  #hasEnded = false;
  #knowsMembers = false;
  #conversation: Conversation | undefined;
  #conversationAsOf = 0;
  /** Those that a change is about are applied by the line, in order. */
  readonly #told = new Map<number, ServerEvent>();
  readonly #memberIds = new Set<UserId>();
  readonly #line = new ConversationLine(({ changeNumber }) => this.#applied(changeNumber));

  constructor(conversationId: ConversationId) {
    this.conversationId = conversationId;
    this.#line.begin({ afterSequence: 0, afterChange: 0 });
    // A history begins before there is anything to miss.
    const head = { sequenceNumber: 0, changeNumber: 0 };
    this.#line.take({ messages: [], changed: [], head, next: this.#line.cursor, complete: true });
  }

  get state(): ReplicaState {
    const { conversationId, cursor, shown, memberIds, isGone } = this;
    const { title, role } = this.#conversation ?? {};
    return { conversationId, cursor, shown, memberIds, title: title ?? undefined, role, isGone };
  }

  get shown(): Message[] {
    return [...this.#line.shown] as Message[];
  }

  get isGone(): boolean {
    return this.#hasEnded || this.isOutside;
  }

  get memberIds(): UserId[] {
    return [...this.#memberIds].sort();
  }

  get role() {
    return this.#conversation?.role;
  }

  get knowsMembers(): boolean {
    return this.#knowsMembers;
  }

  get cursor(): Cursor {
    return this.#line.cursor;
  }

  get isBehind(): boolean {
    return this.#line.isBehind;
  }

  receive(event: ServerEvent): void {
    if ('changeNumber' in event) this.#told.set(event.changeNumber, event);
    if (event.type === 'conversation.deleted') this.#hasEnded = true;
    if (event.type === 'conversation.created') this.#conversation ??= event.conversation;
    this.#line.receive(event);
  }

  learn(conversation: Conversation, asOf: number): void {
    if (asOf < this.#conversationAsOf) return;
    this.#conversation = conversation;
    this.#conversationAsOf = asOf;
  }

  takeMembers(memberIds: readonly UserId[], atChange: number): void {
    if (atChange !== this.cursor.afterChange) return;
    this.#memberIds.clear();
    for (const userId of memberIds) this.#memberIds.add(userId);
    this.#knowsMembers = true;
  }

  acknowledged(message: Message): void {
    this.#line.acknowledged(message);
  }

  startCatchingUp(): void {
    this.#line.startCatchingUp();
  }

  take(page: SyncPage): void {
    // Before what waited behind the page goes on.
    if (page.conversation) {
      this.learn(page.conversation, page.next.afterChange);
      this.#knowsMembers = false;
    }
    this.#line.take(page);
  }

  #applied(changeNumber: number): void {
    const change = this.#told.get(changeNumber);
    this.#told.delete(changeNumber);
    if (change?.type === 'conversation.updated') this.learn(change.conversation, changeNumber);
    if (change?.type === 'member.joined') this.#memberIds.add(change.userId);
    if (change?.type === 'member.left') this.#memberIds.delete(change.userId);
  }
}
