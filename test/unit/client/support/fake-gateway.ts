import type { Media, ServerEvent } from '../../../../client/src/wire.ts';
import { RandomStream } from '../../../history/random-stream.ts';
import { FakeChat, Refusal } from './fake-chat.ts';
import { FakeSocket } from './fake-socket.ts';
import type { SimulatedTime } from './simulated-time.ts';

const minuteMs = 60_000;

/** What goes wrong, as parts of 1. */
export interface Faults {
  /** Frames that the server sends on its own and that never come. */
  readonly lost: number;
  readonly doubled: number;
  /** Frames and answers come up to so late, each on its own. */
  readonly delayMs: number;
  /** Answers to what was done that never come. */
  readonly lostAnswers: number;
}

export const noFaults: Faults = { lost: 0, doubled: 0, delayMs: 0, lostAnswers: 0 };

interface FakeConnection {
  readonly socket: FakeSocket;
  readonly userId: string;
  readonly joined: Set<string>;
  readonly timers: Record<'idle' | 'age' | 'lease', () => void>;
  /** Whether what is sent still reaches the other end. */
  isAlive: boolean;
}

interface Frame {
  readonly action: string;
  readonly requestId: string;
  readonly [field: string]: unknown;
}

/**
 * ChemChat behind API Gateway, in memory and in simulated time: it cuts connections after 10 minutes without a frame,
 * after 2 hours, and when their token's hour is over.
 */
export class FakeGateway {
  readonly chats = new Map<string, FakeChat>();
  readonly media = new Map<string, Media>();
  readonly cuts = { idle: 0, age: 0, lease: 0, dropped: 0 };
  readonly counts: Record<string, number> = {};
  /** What devices said of their people, in order. */
  readonly statuses: string[] = [];
  faults: Faults = noFaults;
  /** Whether nothing gets through at all. */
  isDown = false;
  /** Refuses what a test wants refused. */
  refuse: (what: string) => Refusal | undefined = () => undefined;
  readonly #time: SimulatedTime;
  readonly #random: RandomStream;
  readonly #connections = new Set<FakeConnection>();
  readonly #refreshes = new Map<string, { readonly key: string; readonly atMs: number; readonly answer: unknown }>();
  #tokens = 0;

  constructor(time: SimulatedTime, seed = 1) {
    this.#time = time;
    this.#random = new RandomStream(seed, 'gateway');
  }

  chat(id: string, memberIds: readonly string[]): FakeChat {
    const chat = new FakeChat(id, memberIds, this.#time.now, (event) => this.#deliver(id, memberIds, event));
    this.chats.set(id, chat);
    return chat;
  }

  /** Those that are alive: a dead one is found out by its client, and by the gateway when its time is over. */
  get connectionCount(): number {
    return [...this.#connections].filter(({ isAlive }) => isAlive).length;
  }

  /** Cuts a person's connections: closed, so that the client learns of it, or dead, so that all vanishes. */
  drop(userId: string, how: 'closed' | 'dead'): void {
    for (const connection of this.#connections) {
      if (connection.userId !== userId) continue;
      if (how === 'closed') this.#cut(connection, 'dropped');
      else connection.isAlive = false;
    }
  }

  /** Sends a frame to a person's connections as it is. */
  tell(userId: string, event: ServerEvent): void {
    for (const connection of this.#connections) if (connection.userId === userId) this.#post(connection, event);
  }

  readonly openSocket = (url: string): FakeSocket => {
    const token = new URL(url).searchParams.get('token') ?? '';
    const [userId = ''] = token.split(' ');
    let connection: FakeConnection | undefined;
    let isGivenUp = false;
    const socket: FakeSocket = new FakeSocket(url, {
      sent: (text) => connection && this.#hear(connection, text),
      closing: () => {
        isGivenUp = true;
        if (connection?.isAlive) this.#forget(connection);
      },
    });
    this.#time.after(this.#delay(), () => {
      if (isGivenUp) return;
      if (this.isDown) return socket.wasClosed(1006);
      const timers = { idle: () => {}, age: () => {}, lease: () => {} };
      connection = { socket, userId, joined: new Set(), timers, isAlive: true };
      this.#connections.add(connection);
      this.#count('connections');
      this.#lease(connection);
      this.#restart(connection, 'age', 120 * minuteMs);
      this.#restart(connection, 'idle', 10 * minuteMs);
      socket.opened();
    });
    return socket;
  };

  readonly fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const { pathname, searchParams } = new URL(url);
    const path = pathname.replace('/api/v1', '');
    await this.#pass(init.signal ?? undefined);
    if (this.isDown) throw new TypeError('fetch failed');
    this.#count(`${init.method} ${path}`);
    try {
      const refusal = this.refuse(`${init.method} ${path}`);
      if (refusal) throw refusal;
      const body = (init.body ? JSON.parse(String(init.body)) : {}) as never;
      const headers = new Headers(init.headers);
      const answer = this.#answer(`${init.method} ${path}`, { body, query: searchParams, headers });
      if (this.#random.chance(this.faults.lostAnswers)) {
        await this.#pass(init.signal ?? undefined, Number.POSITIVE_INFINITY);
      }
      await this.#pass(init.signal ?? undefined);
      return answer === undefined ? new Response(null, { status: 204 }) : Response.json(answer);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { status, code, message: detail, retryAfterSeconds } = error;
      const retryAfter = retryAfterSeconds === undefined ? undefined : { 'retry-after': String(retryAfterSeconds) };
      return Response.json({ code, detail, status }, { status, ...(retryAfter && { headers: retryAfter }) });
    }
  };

  #answer(call: string, { body, query, headers }: { body: never; query: URLSearchParams; headers: Headers }): unknown {
    if (call === 'POST /auth/login') return this.#loggedIn((body as { email: string }).email);
    if (call === 'POST /auth/refresh') return this.#refresh(body, headers.get('idempotency-key') ?? '');
    const [userId = '', , untilMs] = (headers.get('authorization') ?? '').replace('Bearer ', '').split(' ');
    if (Number(untilMs) <= this.#time.now()) throw new Refusal(401, 'UNAUTHENTICATED');
    if (call === 'POST /auth/ws-token') return { token: `${userId} ${this.#nextToken()}`, expiresIn: 3600 };
    if (call === 'POST /auth/logout' || call === 'POST /auth/password') return undefined;
    if (call === 'GET /conversations') {
      const own = [...this.chats.values()].filter(({ memberIds }) => memberIds.includes(userId));
      return { items: own.map((chat) => chat.asSeenBy(userId)), nextCursor: null };
    }
    const [method, , collection, id = '', what] = call.replace(' ', '/').split('/');
    if (collection === 'media') return this.media.get(id);
    if (collection === 'messages') return this.#changeMessage(`${method} ${what ?? ''}`, id, userId, body);
    const chat = this.#chatOf(id, userId);
    if (!what) return chat.asSeenBy(userId);
    const number = (name: string) => (query.has(name) ? Number(query.get(name)) : undefined);
    switch (`${method} ${what}`) {
      case 'POST messages':
        return chat.send(userId, body).message;
      case 'GET messages':
        return chat.list({
          limit: number('limit') ?? 50,
          ...(query.has('before') && { before: number('before') as number }),
          ...(query.has('after') && { after: number('after') as number }),
        });
      case 'GET sync':
        return chat.sync({ afterSequence: number('afterSequence') ?? 0, afterChange: number('afterChange') ?? 0 });
      case 'POST read':
        return { lastReadSequence: chat.read(userId, (body as { sequenceNumber: number }).sequenceNumber) };
      case 'GET receipts':
        return { items: [] };
      default:
        throw new Error(`the fake has no ${call}`);
    }
  }

  #changeMessage(call: string, messageId: string, userId: string, body: { content?: string; emoji?: string }): unknown {
    const [chat] = this.chats.values();
    if (!chat) throw new Refusal(404, 'NOT_FOUND');
    return call === 'PUT ' ? chat.edit(messageId, body.content ?? '') : chat.react(userId, messageId, body.emoji ?? '');
  }

  #loggedIn(userId: string) {
    const untilMs = this.#time.now() + 900_000;
    return {
      accessToken: `${userId} ${this.#nextToken()} ${untilMs}`,
      refreshToken: `${userId} ${this.#nextToken()}`,
      tokenType: 'Bearer',
      expiresIn: 900,
      deviceId: 'device',
      user: { id: userId, tenantId: 'default', username: userId, email: userId, displayName: userId, roles: [] },
    };
  }

  /** Each refresh token once, but for the same key within 10 s. */
  #refresh({ refreshToken }: { refreshToken: string }, key: string): unknown {
    const before = this.#refreshes.get(refreshToken);
    if (!before) {
      const answer = this.#loggedIn(String(refreshToken.split(' ')[0]));
      this.#refreshes.set(refreshToken, { key, atMs: this.#time.now(), answer });
      return answer;
    }
    if (key !== '' && before.key === key && this.#time.now() - before.atMs <= 10_000) return before.answer;
    throw new Refusal(401, 'UNAUTHENTICATED');
  }

  #chatOf(conversationId: string, userId: string): FakeChat {
    const chat = this.chats.get(conversationId);
    if (!chat?.memberIds.includes(userId)) throw new Refusal(404, 'NOT_FOUND');
    return chat;
  }

  #hear(connection: FakeConnection, text: string): void {
    if (!connection.isAlive || this.isDown) return;
    this.#time.after(this.#delay(), () => {
      if (!this.#connections.has(connection) || !connection.isAlive) return;
      this.#restart(connection, 'idle', 10 * minuteMs);
      const frame = JSON.parse(text) as Frame;
      this.#count(frame.action);
      const answer = this.#act(connection, frame);
      if (!this.#random.chance(this.faults.lostAnswers))
        this.#send(connection, { ...answer, requestId: frame.requestId });
    });
  }

  #act(connection: FakeConnection, frame: Frame): object {
    try {
      const refusal = this.refuse(frame.action);
      if (refusal) throw refusal;
      return this.#acted(connection, frame);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { code, message: detail, retryAfterSeconds } = error;
      const retryAfterMs = retryAfterSeconds === undefined ? {} : { retryAfterMs: 1000 * retryAfterSeconds };
      return { type: 'error', code, detail, retryable: error.status === 429 || error.status >= 500, ...retryAfterMs };
    }
  }

  #acted(connection: FakeConnection, frame: Frame): object {
    const { userId } = connection;
    const conversationId = String(frame.conversationId);
    switch (frame.action) {
      case 'ping':
        return { type: 'pong' };
      case 'authenticate':
        this.#lease(connection);
        return { type: 'authenticated', userId };
      case 'message.send':
        return { type: 'ack', ...this.#chatOf(conversationId, userId).send(userId, frame as never) };
      case 'presence.set':
        this.statuses.push(String(frame.status));
        return { type: 'ack' };
      case 'conversation.join':
      case 'conversation.leave':
        connection.joined[frame.action === 'conversation.join' ? 'add' : 'delete'](conversationId);
        return { type: 'ack', head: this.#chatOf(conversationId, userId).head, typing: [], presence: [] };
      case 'message.read':
        return {
          type: 'ack',
          lastReadSequence: this.#chatOf(conversationId, userId).read(userId, Number(frame.sequenceNumber)),
        };
      case 'sync': {
        const [wanted] = frame.conversations as [
          { conversationId: string; afterSequence: number; afterChange: number },
        ];
        const chat = this.#chatOf(wanted.conversationId, userId);
        return { type: 'ack', conversations: [{ conversationId: chat.id, ...chat.sync(wanted) }] };
      }
      default:
        return { type: 'ack' };
    }
  }

  /** To all who have joined, as in a large channel: a connection that does not follow hears nothing. */
  #deliver(conversationId: string, memberIds: readonly string[], event: ServerEvent): void {
    for (const connection of this.#connections) {
      const isMember = memberIds.includes(connection.userId);
      if (isMember && connection.joined.has(conversationId)) this.#post(connection, event);
    }
  }

  #post(connection: FakeConnection, event: ServerEvent): void {
    if (this.#random.chance(this.faults.lost)) return;
    this.#send(connection, event);
    if (this.#random.chance(this.faults.doubled)) this.#send(connection, event);
  }

  #send(connection: FakeConnection, frame: object): void {
    this.#time.after(this.#delay(), () => {
      if (!this.#connections.has(connection) || !connection.isAlive || this.isDown) return;
      this.#restart(connection, 'idle', 10 * minuteMs);
      connection.socket.hears(JSON.stringify(frame));
    });
  }

  #lease(connection: FakeConnection): void {
    this.#restart(connection, 'lease', 60 * minuteMs);
  }

  #restart(connection: FakeConnection, which: 'idle' | 'age' | 'lease', ms: number): void {
    connection.timers[which]();
    connection.timers[which] = this.#time.after(ms, () => this.#cut(connection, which));
  }

  #cut(connection: FakeConnection, why: keyof FakeGateway['cuts']): void {
    if (!this.#connections.has(connection)) return;
    this.#forget(connection);
    if (!connection.isAlive) return;
    this.cuts[why] += 1;
    connection.socket.wasClosed(why === 'dropped' ? 1006 : 1001);
  }

  #forget(connection: FakeConnection): void {
    for (const cancel of Object.values(connection.timers)) cancel();
    this.#connections.delete(connection);
  }

  #nextToken(): number {
    this.#tokens += 1;
    return this.#tokens;
  }

  #count(what: string): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  }

  #delay(): number {
    return 1 + this.#random.below(this.faults.delayMs + 1);
  }

  /** Waits as long as a way takes; an aborted request never gets there. */
  #pass(signal?: AbortSignal, ms = this.#delay()): Promise<void> {
    return new Promise((resolve, reject) => {
      if (Number.isFinite(ms)) this.#time.after(ms, resolve);
      signal?.addEventListener('abort', () => reject(new TypeError('aborted')), { once: true });
    });
  }
}
