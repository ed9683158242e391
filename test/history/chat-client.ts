import type { Role } from '../../functions/contract/conversations.ts';
import type { ConversationId, MessageId, UserId } from '../../functions/contract/identifiers.ts';
import type { Message } from '../../functions/contract/messages.ts';
import type { ServerEvent } from '../../functions/contract/server-events.ts';
import { isSame } from './canonical.ts';
import { CatchUp } from './catch-up.ts';
import type { ClientState } from './history.ts';
import type { Step } from './plan.ts';
import { RandomStream } from './random-stream.ts';
import type { ClientRecord } from './record.ts';
import type { ConversationCopy } from './replica.ts';
import type { Answer, AskedConversation, Request, Server } from './server.ts';

/** Tries of one request before the client gives it up and starts anew. */
const tries = 6;

/** Messages and changes of a page of sync, at most: few, so that catching up takes several. */
const mostEntries = 4;

/** Refusals that anybody may meet: what they ask about changed before they asked. */
const expectedCodes = ['NOT_FOUND', 'FORBIDDEN'];
/** Refusals that say to try again. */
const passingCodes = ['UNAVAILABLE', 'RATE_LIMITED'];

/** What a client is made of. */
export interface ClientParts {
  readonly seed: number;
  readonly name: string;
  readonly userId: UserId;
  /** All people, this one among them. */
  readonly people: readonly UserId[];
  readonly record: ClientRecord;
  readonly newReplica: (conversationId: ConversationId) => ConversationCopy;
  /** The device's way to ChemChat, which tells it what comes over the socket. */
  readonly server: (receive: (event: ServerEvent) => void) => Server;
}

interface Followed {
  readonly replica: ConversationCopy;
  readonly catchUp: CatchUp;
}

/** Which conversation a frame is about; undefined where it is about none. */
const conversationOf = (event: ServerEvent): ConversationId | undefined => {
  if ('conversation' in event) return event.conversation.id;
  return 'conversationId' in event ? event.conversationId : undefined;
};

/** One device of a person: it does what its plan says, repeats what got no answer, and keeps its conversations. */
export class ChatClient {
  readonly name: string;
  readonly #userId: UserId;
  readonly #people: readonly UserId[];
  readonly #record: ClientRecord;
  readonly #newReplica: ClientParts['newReplica'];
  readonly #server: Server;
  readonly #limits: RandomStream;
  readonly #followed = new Map<ConversationId, Followed>();
  #inbox: readonly ConversationId[] = [];

  constructor({ seed, name, userId, people, record, newReplica, server }: ClientParts) {
    this.name = name;
    this.#userId = userId;
    this.#people = people;
    this.#record = record;
    this.#newReplica = newReplica;
    this.#server = server((event) => this.#receive(event));
    this.#limits = new RandomStream(seed, `limits ${name}`);
  }

  get isConnected(): boolean {
    return this.#server.isConnected;
  }

  /** How it stands. */
  get state(): ClientState {
    return {
      name: this.name,
      userId: this.#userId,
      isConnected: this.isConnected,
      inbox: [...this.#inbox].sort(),
      conversations: [...this.#followed.values()].map(({ replica }) => replica.state),
    };
  }

  /** Connects, then fetches what it missed: in this order nothing falls between. */
  async reconnect(): Promise<void> {
    await this.#server.connect();
    await this.refresh();
  }

  /** Closes its socket in good order, where it has one. */
  disconnect(): Promise<void> {
    return this.#server.disconnect();
  }

  /** Fetches the inbox and what it missed in each conversation that it knows, whether or not it has a socket. */
  async refresh(): Promise<void> {
    for (;;) {
      const askedAfter = new Map([...this.#followed].map(([id, { replica }]) => [id, replica.cursor.afterChange]));
      const listed = await this.#server.list();
      if (listed.answer === 'done') {
        for (const conversation of listed.result) {
          this.#follow(conversation.id).replica.learn(conversation, askedAfter.get(conversation.id) ?? 0);
        }
        this.#inbox = listed.result.map(({ id }) => id);
        break;
      }
      if (!this.#isPassing('list', listed)) break;
    }
    for (const { catchUp } of [...this.#followed.values()]) await catchUp.run();
  }

  /** Starts a conversation. */
  async start(conversation: AskedConversation): Promise<void> {
    const { asked, memberIds } = conversation;
    this.#record.starts.set(asked, [this.#userId, ...memberIds]);
    const answer = await this.#ask('start', () => this.#server.start(conversation));
    if (answer.answer !== 'done') return;
    const { replica, catchUp } = this.#follow(answer.result.id);
    replica.learn(answer.result, 0);
    await catchUp.run();
  }

  /** Does one thing of its plan, where it can be done. */
  async do(step: Step): Promise<void> {
    switch (step.action) {
      case 'disconnect':
        return this.disconnect();
      case 'drop':
        return this.#server.drop('closed');
      case 'die':
        return this.#server.drop('dead');
      case 'reconnect':
        return this.reconnect();
      case 'start':
        return this.#startWithOthers(step, 'group', 2);
      case 'start-direct':
        return this.#startWithOthers(step, 'direct', 1);
      case 'rename':
      case 'add':
      case 'expel':
        return this.#manage(step, pick(this.#shown('owner', 'admin'), step.where));
      case 'promote':
      case 'demote':
      case 'hand-over':
        return this.#manage(step, pick(this.#shown('owner'), step.where));
      case 'end': {
        // Those that are busiest stay, so that there is something to do.
        return this.#shown().length > 2 ? this.#manage(step, this.#shown('owner').at(-1)) : undefined;
      }
      default: {
        const followed = pick(this.#shown(), step.where);
        return followed && this.#talk(step, followed);
      }
    }
  }

  /** What people do in a conversation that they are in. */
  async #talk(step: Step, { replica, catchUp }: Followed): Promise<void> {
    const { conversationId } = replica;
    const request = { conversationId, isOverSocket: step.isOverSocket };
    const messages = replica.shown.filter((one) => !one.deleted);
    const own = messages.filter((one) => one.senderId === this.#userId);
    const server = this.#server;
    switch (step.action) {
      case 'send':
        return this.#send(request, `${this.name}-${step.number}`, `${this.name} says ${step.number}`);
      case 'send-again': {
        const ownSends = [...this.#record.sends.values()].filter(
          (one) => one.conversationId === conversationId && one.clientMessageId.startsWith(`${this.name}-`),
        );
        const again = pick(ownSends, step.at);
        return again && this.#send(request, again.clientMessageId, again.content);
      }
      case 'edit':
        return this.#edit(request, step, pick(own, step.at));
      case 'delete': {
        const message = pick(replica.role === 'member' ? own : messages, step.at);
        return message && this.#change('delete', () => server.remove(request, message.id as MessageId));
      }
      case 'react':
      case 'unreact': {
        const message = pick(messages, step.at);
        const reaction = step.action === 'react' ? ('added' as const) : ('removed' as const);
        const { emoji } = step;
        return (
          message && this.#change('react', () => server.react(request, message.id as MessageId, { emoji, reaction }))
        );
      }
      case 'read':
      case 'delivered':
        return this.#mark(request, step.action, Math.floor(step.at * (replica.cursor.afterSequence + 1)));
      case 'receipts':
        return this.#receipts(conversationId);
      case 'leave':
        return this.#changeMembers(conversationId, 'expel', this.#userId);
      default:
        return catchUp.run();
    }
  }

  /** What those do who have a say in a conversation. */
  async #manage(step: Step, followed: Followed | undefined): Promise<void> {
    if (followed === undefined) return;
    const { conversationId, memberIds } = followed.replica;
    const others = memberIds.filter((one) => one !== this.#userId);
    const outside = this.#people.filter((one) => !memberIds.includes(one));
    const member = pick(others, step.at);
    const giveRole = (role: Role) =>
      member && this.#ask('role', () => this.#server.giveRole(conversationId, member, role));
    switch (step.action) {
      case 'rename':
        await this.#ask('rename', () => this.#server.rename(conversationId, `title ${step.number}`));
        return;
      case 'add': {
        const newcomer = pick(outside, step.at);
        return newcomer && this.#changeMembers(conversationId, 'add', newcomer);
      }
      case 'expel':
        return member && this.#changeMembers(conversationId, 'expel', member);
      case 'promote':
        await giveRole('admin');
        return;
      case 'demote':
        await giveRole('member');
        return;
      case 'hand-over':
        await giveRole('owner');
        return;
      case 'end':
        await this.#ask('end', () => this.#server.end(conversationId));
        return;
    }
  }

  /**
   * Conversations that it shows, in an order that all clients have, so that they meet in the same ones; with roles,
   * those where the person has one of them.
   */
  #shown(...roles: readonly Role[]): Followed[] {
    return [...this.#followed.keys()]
      .sort()
      .map((conversationId) => this.#follow(conversationId))
      .filter(({ replica: { isGone, role } }) => !isGone && (roles.length === 0 || (role && roles.includes(role))));
  }

  #follow(conversationId: ConversationId): Followed {
    const known = this.#followed.get(conversationId);
    if (known) return known;
    const replica = this.#newReplica(conversationId);
    const followed = { replica, catchUp: new CatchUp(replica, this.#asksOf(conversationId)) };
    this.#followed.set(conversationId, followed);
    return followed;
  }

  #asksOf(conversationId: ConversationId) {
    const client = this.name;
    /** Asks until there is an answer; a person who is no member gets none. */
    const until = async <Result>(what: string, run: () => Promise<Answer<Result>>): Promise<Result | undefined> => {
      for (;;) {
        const answer = await run();
        if (answer.answer === 'done') return answer.result;
        if (!this.#isPassing(what, answer)) return undefined;
      }
    };
    return {
      page: async (cursor: ConversationCopy['cursor']) => {
        const request = { conversationId, isOverSocket: this.#limits.chance(0.5) };
        const askedAt = this.#server.now();
        const page = await until('sync', () => this.#server.sync(request, cursor, 1 + this.#limits.below(mostEntries)));
        if (page === undefined) return undefined;
        this.#record.heads.push({ conversationId, askedAt, answeredAt: this.#server.now(), ...page.head });
        if (!page.complete && isSame(page.next, cursor)) {
          this.#surprised('sync', new Error('a page brings nothing, and says that there is more'));
          return undefined;
        }
        if (page.complete) this.#record.cursors.push({ client, conversationId, ...page.next });
        return page;
      },
      members: () => until('members', () => this.#server.members(conversationId)),
    };
  }

  #receive(event: ServerEvent): void {
    const conversationId = conversationOf(event);
    if (conversationId === undefined) return;
    const { type } = event;
    const { name: client } = this;
    this.#record.heard.push({
      client,
      userId: this.#userId,
      conversationId,
      type,
      at: this.#server.now(),
      sequenceNumber: type === 'message.created' ? event.sequenceNumber : undefined,
      changeNumber: 'changeNumber' in event ? event.changeNumber : undefined,
    });
    const { replica, catchUp } = this.#follow(conversationId);
    replica.receive(event);
    if (type === 'conversation.created' || replica.isBehind) void catchUp.run();
  }

  #surprised(what: string, error: Error): void {
    this.#record.surprises.push(`${this.name}: ${what}: ${error.name}: ${error.message}`);
  }

  /** Whether asking again is all there is to do about an answer. */
  #isPassing(what: string, answer: Exclude<Answer<unknown>, { answer: 'done' }>): boolean {
    if (answer.answer === 'none' || passingCodes.includes(answer.code)) return true;
    if (answer.code !== 'NOT_FOUND') this.#surprised(what, answer.error);
    return false;
  }

  /** Asks until there is an answer; one that says nothing for long makes the client start anew. */
  async #ask<Result>(
    what: string,
    run: () => Promise<Answer<Result>>,
  ): Promise<Answer<Result> & { readonly isUncertain: boolean }> {
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const answer = await run();
      if (answer.answer === 'none' || (answer.answer === 'refused' && passingCodes.includes(answer.code))) continue;
      if (answer.answer === 'refused' && !expectedCodes.includes(answer.code)) this.#surprised(what, answer.error);
      return { ...answer, isUncertain: attempt > 0 };
    }
    await this.reconnect();
    return { answer: 'none', isUncertain: true };
  }

  async #send(request: Request, clientMessageId: string, content: string): Promise<void> {
    const { conversationId } = request;
    const userId = this.#userId;
    const key = `${conversationId} ${userId} ${clientMessageId}`;
    const asked = this.#record.sends.get(key) ?? {
      conversationId,
      userId,
      clientMessageId,
      content,
      acks: [],
      isUncertain: false,
    };
    this.#record.sends.set(key, asked);
    const answer = await this.#ask('send', () => this.#server.send(request, clientMessageId, content));
    asked.isUncertain ||= answer.isUncertain;
    if (answer.answer !== 'done') return;
    const { outcome, message } = answer.result;
    asked.acks.push({ outcome, sequenceNumber: message.sequenceNumber });
    this.#acknowledged(message);
  }

  async #edit(request: Request, step: Step, message: Message | undefined): Promise<void> {
    if (message === undefined) return;
    const content = `${this.name} edits ${step.number}`;
    const contents = this.#record.edits.get(message.id) ?? new Set();
    this.#record.edits.set(message.id, contents.add(content));
    await this.#change('edit', () => this.#server.edit(request, message.id as MessageId, content));
  }

  async #change(what: string, run: () => Promise<Answer<Message | undefined>>): Promise<void> {
    const answer = await this.#ask(what, run);
    if (answer.answer === 'done' && answer.result !== undefined) this.#acknowledged(answer.result);
  }

  #acknowledged(message: Message): void {
    const { replica, catchUp } = this.#follow(message.conversationId);
    replica.acknowledged(message);
    if (replica.isBehind) void catchUp.run();
  }

  async #mark(request: Request, which: 'read' | 'delivered', atLeast: number): Promise<void> {
    const answer = await this.#ask(which, () => this.#server.mark(request, atLeast, which));
    if (answer.answer !== 'done') return;
    const mark = which === 'read' ? 'lastReadSequence' : 'lastDeliveredSequence';
    const { conversationId } = request;
    const told = { client: this.name, conversationId, userId: this.#userId };
    this.#record.marks.push({ ...told, [mark]: answer.result, atLeast });
  }

  async #receipts(conversationId: ConversationId): Promise<void> {
    const answer = await this.#ask('receipts', () => this.#server.receipts(conversationId));
    if (answer.answer !== 'done') return;
    for (const marks of answer.result) this.#record.marks.push({ client: this.name, conversationId, ...marks });
  }

  async #changeMembers(conversationId: ConversationId, action: 'add' | 'expel', userId: UserId): Promise<void> {
    const askedAt = this.#server.now();
    const { answer } = await this.#ask(action, () => this.#server[action](conversationId, userId));
    const command = { conversationId, action, userId, askedAt, answeredAt: this.#server.now() };
    this.#record.memberships.push({ ...command, isAcknowledged: answer === 'done' });
    // Whoever removed somebody looks where the heads are then: nothing of that person may come above them.
    if (userId !== this.#userId) await this.#follow(conversationId).catchUp.run();
  }

  async #startWithOthers(step: Step, type: 'group' | 'direct', count: number): Promise<void> {
    const others = this.#people.filter((one) => one !== this.#userId);
    const first = Math.floor(step.at * others.length);
    const memberIds = Array.from({ length: count }, (_, index) => others[(first + index) % others.length] as UserId);
    await this.start({ asked: `${this.name} starts ${step.number}`, type, memberIds });
  }
}

/** The one at a place from 0 to below 1 along a list; undefined where it is empty. */
const pick = <One>(list: readonly One[], at: number): One | undefined => list[Math.floor(at * list.length)];
