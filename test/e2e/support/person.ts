import { randomUUID } from 'node:crypto';
import { setTimeout as passed } from 'node:timers/promises';
import { decodeJwt } from 'jose';
import type { Conversation } from '../../../functions/contract/conversations.ts';
import type { SessionId } from '../../../functions/contract/identifiers.ts';
import type { LoggedIn } from '../../../functions/contract/identity.ts';
import { anAuthenticator } from '../../builders/authenticator.ts';
import { endpoints } from './endpoints.ts';
import { Socket } from './socket.ts';

/** An HTTP answer with its body read. */
export interface Answer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** Calls the HTTP API as any client would. */
export const call = async <Body = Record<string, unknown>>(
  method: string,
  path: string,
  { token, body, headers }: { token?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer<Body>> => {
  const response = await fetch(`${endpoints().http}${path}`, {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  });
  const text = await response.text();
  const json = text !== '' && response.headers.get('content-type')?.includes('json');
  return { status: response.status, headers: response.headers, body: (json ? JSON.parse(text) : text) as Body };
};

/** Calls again where it is told to wait: locally, all come from one address, whose limits a test drains for a moment. */
const callPatiently: typeof call = async (method, path, request) => {
  for (;;) {
    const answer = await call<never>(method, path, request);
    if (answer.status !== 429) return answer;
    await passed(Number(answer.headers.get('retry-after')) * 1_000);
  }
};

/** A registered person who has logged in. */
export class Person {
  readonly id: string;
  readonly email: string;
  /** What logging in answered. */
  readonly loggedIn: LoggedIn;

  private constructor(id: string, email: string, loggedIn: LoggedIn) {
    this.id = id;
    this.email = email;
    this.loggedIn = loggedIn;
  }

  get token(): string {
    return this.loggedIn.accessToken;
  }

  static readonly password = 'correct horse battery staple';

  static async register(name: string, tenant: string): Promise<Person> {
    const email = `${name.replace(/\W/g, '')}-${randomUUID()}@example.com`.toLowerCase();
    const registered = await callPatiently<{ userId: string }>('POST', '/api/v1/auth/register', {
      body: { email, password: Person.password, displayName: name, tenant },
    });
    if (registered.status !== 201) throw new Error(`cannot register: ${JSON.stringify(registered.body)}`);
    return Person.#logIn(registered.body.userId, email);
  }

  static async #logIn(id: string, email: string): Promise<Person> {
    const loggedIn = await callPatiently<LoggedIn>('POST', '/api/v1/auth/login', {
      body: { email, password: Person.password },
    });
    if (loggedIn.status !== 200) throw new Error(`cannot log in: ${JSON.stringify(loggedIn.body)}`);
    return new Person(id, email, loggedIn.body);
  }

  /** What the token says of the session that it is of. */
  get sessionId(): SessionId {
    return decodeJwt<{ origin_jti: SessionId }>(this.token).origin_jti;
  }

  /** The same person, logged in once more. */
  onAnotherDevice(): Promise<Person> {
    return Person.#logIn(this.id, this.email);
  }

  call<Body = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<Answer<Body>> {
    return call<Body>(method, `/api/v1${path}`, { token: this.token, body });
  }

  /** Switches a second factor on, whose codes nobody has from then on. */
  async switchOnMfa(): Promise<void> {
    const { body } = await this.call<{ secret: string }>('POST', '/auth/mfa/enable');
    const verified = await this.call('POST', '/auth/mfa/verify', { code: anAuthenticator(body.secret).code() });
    if (verified.status !== 200) throw new Error(`cannot switch MFA on: ${JSON.stringify(verified.body)}`);
  }

  async webSocketToken(): Promise<string> {
    const { body } = await this.call<{ token: string }>('POST', '/auth/ws-token');
    return body.token;
  }

  async connect(): Promise<Socket> {
    return Socket.open(await this.webSocketToken());
  }

  async startConversation(others: readonly Person[], type = 'group'): Promise<Conversation> {
    const { status, body } = await this.call<Conversation>('POST', '/conversations', {
      type,
      ...(type !== 'direct' && { title: 'Lab' }),
      memberIds: others.map(({ id }) => id),
    });
    if (status !== 201) throw new Error(`cannot start a conversation: ${JSON.stringify(body)}`);
    return body;
  }
}

/** A tenant's slug that no other test has. */
export const aTenant = (): string => `t-${randomUUID().slice(0, 8)}`;
