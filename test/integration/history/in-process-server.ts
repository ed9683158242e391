import type { Role } from '../../../functions/contract/conversations.ts';
import type { ConversationId, MessageId, UserId } from '../../../functions/contract/identifiers.ts';
import type { ServerEvent } from '../../../functions/contract/server-events.ts';
import type { Caller } from '../../../functions/domain/caller.ts';
import type { Cursor } from '../../../functions/domain/sync/sync-conversation.ts';
import { RandomStream } from '../../history/random-stream.ts';
import type { Answer, AskedConversation, Request, Server } from '../../history/server.ts';
import * as functions from './functions.ts';
import { invoke, type Parts, type World } from './invocation.ts';
import { Link } from './link.ts';

/** A device's way to functions that run in this process, each call of which may go wrong. */
export class InProcessServer implements Server {
  readonly #seed: number;
  readonly #name: string;
  readonly #caller: Caller;
  readonly #world: World;
  readonly #stream: RandomStream;
  readonly #ids: RandomStream;
  readonly #syncStreams = new Map<ConversationId, RandomStream>();
  readonly #link: Link;

  constructor(
    { seed, name, caller, world }: { seed: number; name: string; caller: Caller; world: World },
    receive: (event: ServerEvent) => void,
  ) {
    this.#seed = seed;
    this.#name = name;
    this.#caller = caller;
    this.#world = world;
    this.#stream = new RandomStream(seed, `requests ${name}`);
    this.#ids = new RandomStream(seed, `ids ${name}`);
    this.#link = new Link({ name, caller, world, stream: this.#stream }, receive);
  }

  get isConnected(): boolean {
    return this.#link.connectionId !== undefined;
  }

  now(): number {
    return this.#world.scheduler.step;
  }

  connect(): Promise<void> {
    return this.#link.connect();
  }

  disconnect(): Promise<void> {
    return this.#link.disconnect();
  }

  drop(state: 'closed' | 'dead'): void {
    this.#link.drop(state);
  }

  start(conversation: AskedConversation) {
    return this.#invoke(functions.start(this.#caller, () => this.#ids.uuid(), conversation));
  }

  list() {
    return this.#invoke(functions.list(this.#caller));
  }

  // What a client asks for to catch up it asks beside its other requests, so it has faults of its own.
  sync({ conversationId }: Request, cursor: Cursor, limit: number) {
    const run = functions.sync(this.#over(conversationId), cursor, limit, this.#world.syncPage);
    return invoke(this.#world, this.#syncStreamOf(conversationId), run);
  }

  members(conversationId: ConversationId) {
    const run = functions.members(this.#over(conversationId));
    return invoke(this.#world, this.#syncStreamOf(conversationId), run);
  }

  send(request: Request, clientMessageId: string, content: string) {
    return this.#invoke(functions.send(this.#call(request), clientMessageId, content));
  }

  edit(request: Request, messageId: MessageId, content: string) {
    return this.#invoke(functions.edit(this.#call(request), messageId, content));
  }

  remove(request: Request, messageId: MessageId) {
    return this.#invoke(functions.remove(this.#call(request), messageId));
  }

  react(request: Request, messageId: MessageId, reaction: { emoji: string; reaction: 'added' | 'removed' }) {
    return this.#invoke(functions.reactWith(this.#call(request), messageId, reaction));
  }

  mark(request: Request, sequenceNumber: number, which: 'read' | 'delivered') {
    const name = which === 'read' ? 'lastReadSequence' : 'lastDeliveredSequence';
    const run = functions.mark(this.#call(request), sequenceNumber, which);
    return this.#invoke(async (parts) => (await run(parts))[name]);
  }

  receipts(conversationId: ConversationId) {
    return this.#invoke(functions.receipts(this.#over(conversationId)));
  }

  rename(conversationId: ConversationId, title: string) {
    return this.#invoke(functions.rename(this.#over(conversationId), title));
  }

  add(conversationId: ConversationId, userId: UserId) {
    return this.#invoke(functions.add(this.#over(conversationId), userId));
  }

  expel(conversationId: ConversationId, userId: UserId) {
    return this.#invoke(functions.expel(this.#over(conversationId), userId));
  }

  giveRole(conversationId: ConversationId, userId: UserId, role: Role) {
    return this.#invoke(functions.giveRole(this.#over(conversationId), userId, role));
  }

  end(conversationId: ConversationId) {
    return this.#invoke(functions.end(this.#over(conversationId)));
  }

  #invoke<Result>(run: (parts: Parts) => Promise<Result>): Promise<Answer<Result>> {
    return invoke(this.#world, this.#stream, run);
  }

  #call({ conversationId, isOverSocket }: Request): functions.Call {
    const connectionId = isOverSocket ? this.#link.connectionId : undefined;
    return { caller: this.#caller, conversationId, connectionId };
  }

  /** A call over HTTP. */
  #over(conversationId: ConversationId): functions.Call {
    return { caller: this.#caller, conversationId };
  }

  #syncStreamOf(conversationId: ConversationId): RandomStream {
    const known = this.#syncStreams.get(conversationId);
    if (known) return known;
    const stream = new RandomStream(this.#seed, `sync ${this.#name} ${conversationId}`);
    this.#syncStreams.set(conversationId, stream);
    return stream;
  }
}
