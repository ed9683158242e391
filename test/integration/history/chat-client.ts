import type { MessageId, UserId } from '../../../functions/contract/identifiers.ts';
import type { Message } from '../../../functions/contract/messages.ts';
import type { ServerEvent } from '../../../functions/contract/server-events.ts';
import type { Caller } from '../../../functions/domain/caller.ts';
import type { Cast } from './cast.ts';
import { CatchUp } from './catch-up.ts';
import * as functions from './functions.ts';
import { type Answer, invoke, type Parts, type World } from './invocation.ts';
import { Link } from './link.ts';
import type { Step } from './plan.ts';
import { RandomStream } from './random-stream.ts';
import type { AskedSend, ClientRecord } from './record.ts';
import type { Replica } from './replica.ts';

/** Tries of one request before the client gives it up and starts anew. */
const tries = 6;

/** Messages and changes of a page of sync, at most: few, so that catching up takes several. */
const mostEntries = 4;

/** What a client is made of. */
export interface ClientParts {
  readonly seed: number;
  readonly name: string;
  readonly caller: Caller;
  readonly cast: Cast;
  readonly world: World;
  readonly record: ClientRecord;
  readonly replica: Replica;
}

/** One device of a person: it does what its plan says, repeats what got no answer, and keeps a replica. */
export class ChatClient {
  readonly name: string;
  readonly caller: Caller;
  readonly replica: Replica;
  readonly #cast: Cast;
  readonly #world: World;
  readonly #record: ClientRecord;
  readonly #stream: RandomStream;
  readonly #syncStream: RandomStream;
  readonly #link: Link;
  readonly #catchUp: CatchUp;

  constructor({ seed, name, caller, cast, world, record, replica }: ClientParts) {
    this.name = name;
    this.caller = caller;
    this.replica = replica;
    this.#cast = cast;
    this.#world = world;
    this.#record = record;
    this.#stream = new RandomStream(seed, `requests ${name}`);
    this.#syncStream = new RandomStream(seed, `sync ${name}`);
    this.#link = new Link({ name, caller, world, stream: this.#stream }, (event) => this.#receive(event));
    this.#catchUp = new CatchUp(replica, async (cursor) => {
      for (;;) {
        const limit = 1 + this.#syncStream.below(mostEntries);
        const page = await invoke(world, this.#syncStream, functions.sync(this.#request(), cursor, limit));
        if (page.answer === 'done') {
          if (page.result.complete) record.cursors.push({ client: name, ...page.result.next });
          return page.result;
        }
        if (page.answer === 'refused' && page.code !== 'UNAVAILABLE') {
          if (page.code !== 'NOT_FOUND') this.#surprised('sync', page.error);
          return undefined;
        }
      }
    });
  }

  /** Whether it has a socket that nothing is wrong with. */
  get isConnected(): boolean {
    return this.#link.connectionId !== undefined;
  }

  /** Connects, then fetches what it missed: in this order nothing falls between. */
  async reconnect(): Promise<void> {
    await this.#link.connect();
    await this.#catchUp.run();
  }

  /** Fetches what it missed, whether or not it has a socket. */
  sync(): Promise<void> {
    return this.#catchUp.run();
  }

  /** Does one thing of its plan. */
  async do(step: Step): Promise<void> {
    const request = this.#request(step);
    switch (step.action) {
      case 'send':
        return this.#send(step, {
          clientMessageId: `${this.name}-${step.number}`,
          content: `${this.name} says ${step.number}`,
        });
      case 'send-again': {
        const own = [...this.#record.sends.values()].filter((one) => one.clientMessageId.startsWith(`${this.name}-`));
        const again = pick(own, step.at);
        return again && this.#send(step, again);
      }
      case 'edit':
        return this.#edit(step, pick(this.#ownMessages(), step.at));
      case 'delete': {
        const message = pick(this.#isOwner ? this.#messages() : this.#ownMessages(), step.at);
        return message && this.#change('delete', functions.remove(request, message.id));
      }
      case 'react':
      case 'unreact': {
        const message = pick(this.#messages(), step.at);
        const reaction = step.action === 'react' ? ('added' as const) : ('removed' as const);
        const { emoji } = step;
        return message && this.#change('react', functions.reactWith(request, message.id, { emoji, reaction }));
      }
      case 'read':
      case 'delivered':
        return this.#mark(step, step.action);
      case 'receipts':
        return this.#receipts(request);
      case 'sync':
        return this.sync();
      case 'disconnect':
        return this.#link.disconnect();
      case 'drop':
        return this.#link.drop('closed');
      case 'die':
        return this.#link.drop('dead');
      case 'reconnect':
        return this.reconnect();
      case 'rename':
        return void (await this.#ask('rename', functions.rename(request, `title ${step.number}`)));
      case 'add':
      case 'expel':
        return this.#changeMembers(step.action, step.at, request);
    }
  }

  get #isOwner(): boolean {
    return this.caller === this.#cast.people[0];
  }

  #request(step?: Step): functions.Request {
    const connectionId = step?.isOverSocket ? this.#link.connectionId : undefined;
    return { caller: this.caller, key: this.#cast.key, connectionId };
  }

  #messages(): Message[] {
    return this.replica.shown.filter((one) => !one.deleted);
  }

  #ownMessages(): Message[] {
    return this.#messages().filter((one) => one.senderId === this.caller.userId);
  }

  #receive(event: ServerEvent): void {
    this.replica.receive(event);
    if (this.replica.isBehind) void this.#catchUp.run();
  }

  #surprised(what: string, error: Error): void {
    this.#record.surprises.push(`${this.name}: ${what}: ${error.name}: ${error.message}`);
  }

  /** Asks until there is an answer; one that says nothing for long makes the client start anew. */
  async #ask<Result>(
    what: string,
    run: (parts: Parts) => Promise<Result>,
  ): Promise<Answer<Result> & { readonly isUncertain: boolean }> {
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const answer = await invoke(this.#world, this.#stream, run);
      const isFinal = answer.answer === 'done' || (answer.answer === 'refused' && answer.code !== 'UNAVAILABLE');
      if (!isFinal) continue;
      const isKnown = answer.answer === 'done' || ['NOT_FOUND', 'FORBIDDEN', 'INTERNAL'].includes(answer.code);
      if (!isKnown) this.#surprised(what, answer.error);
      return { ...answer, isUncertain: attempt > 0 };
    }
    await this.reconnect();
    return { answer: 'none', isUncertain: true };
  }

  async #send(step: Step, { clientMessageId, content }: Pick<AskedSend, 'clientMessageId' | 'content'>): Promise<void> {
    const { userId } = this.caller;
    const key = `${userId} ${clientMessageId}`;
    const asked = this.#record.sends.get(key) ?? { userId, clientMessageId, content, acks: [], isUncertain: false };
    this.#record.sends.set(key, asked);
    const answer = await this.#ask('send', functions.send(this.#request(step), clientMessageId, content));
    asked.isUncertain ||= answer.isUncertain;
    if (answer.answer !== 'done') return;
    const { outcome, message } = answer.result;
    asked.acks.push({ outcome, sequenceNumber: message.sequenceNumber });
    this.#acknowledged(message);
  }

  async #edit(step: Step, message: Message | undefined): Promise<void> {
    if (message === undefined) return;
    const content = `${this.name} edits ${step.number}`;
    const contents = this.#record.edits.get(message.id) ?? new Set();
    this.#record.edits.set(message.id, contents.add(content));
    await this.#change('edit', functions.edit(this.#request(step), message.id as MessageId, content));
  }

  async #change(what: string, run: (parts: Parts) => Promise<Message>): Promise<void> {
    const answer = await this.#ask(what, run);
    if (answer.answer === 'done') this.#acknowledged(answer.result);
  }

  #acknowledged(message: Message): void {
    this.replica.acknowledged(message);
    if (this.replica.isBehind) void this.#catchUp.run();
  }

  async #mark(step: Step, which: 'read' | 'delivered'): Promise<void> {
    const atLeast = Math.floor(step.at * (this.replica.cursor.afterSequence + 1));
    const answer = await this.#ask(which, functions.mark(this.#request(step), atLeast, which));
    if (answer.answer !== 'done') return;
    const { lastReadSequence, lastDeliveredSequence } = answer.result;
    const told = { client: this.name, userId: this.caller.userId, lastReadSequence, lastDeliveredSequence };
    this.#record.marks.push({ ...told, atLeast: { which, sequenceNumber: atLeast } });
  }

  async #receipts(request: functions.Request): Promise<void> {
    const answer = await this.#ask('receipts', functions.receipts(request));
    if (answer.answer !== 'done') return;
    for (const marks of answer.result) this.#record.marks.push({ client: this.name, ...marks });
  }

  async #changeMembers(action: 'add' | 'expel', at: number, request: functions.Request): Promise<void> {
    const { userId } = pick(this.#cast.people.slice(1), at) as { userId: UserId };
    const { scheduler } = this.#world;
    const askedAt = scheduler.step;
    const change = action === 'add' ? functions.add : functions.expel;
    const { answer } = await this.#ask(action, change(request, userId));
    const isAcknowledged = answer === 'done';
    this.#record.memberships.push({ action, userId, askedAt, answeredAt: scheduler.step, isAcknowledged });
  }
}

/** The one at a place from 0 to below 1 along a list; undefined where it is empty. */
const pick = <One>(list: readonly One[], at: number): One | undefined => list[Math.floor(at * list.length)];
