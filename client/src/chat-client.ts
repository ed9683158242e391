import { Api } from './api.ts';
import { type Auth, createAuth } from './auth.ts';
import { Connection, type ConnectionState } from './connection.ts';
import { Emitter, type Listenable } from './emitter.ts';
import { HttpClient } from './http-client.ts';
import type { MessageDraft } from './outbox-store.ts';
import type { ProofMaker } from './proof-maker.ts';
import { defaultRuntime, type Runtime } from './runtime.ts';
import { type EndReason, Session } from './session.ts';
import { memoryTokenStore, type SignedInUser, type TokenStore } from './token-store.ts';
import type { Message, ServerEvent } from './wire.ts';

/** How to make a client. */
export interface ChatClientOptions {
  /** The origin of the deployment, `https://chat.example.com`, without /api/v1. */
  readonly url: string;
  /** Where its WebSocket is; left out, `/ws` of the same origin. */
  readonly websocketUrl?: string;
  /** How the WebSocket's token travels: `query` when left out; on AWS `protocol` keeps it out of proxies' logs. */
  readonly websocketTokenIn?: 'query' | 'protocol';
  /** Where tokens are kept; in memory when left out. */
  readonly tokenStore?: TokenStore;
  /** What the person knows this device by. */
  readonly deviceName?: string;
  /** Binds sessions to a key of this device. */
  readonly proofs?: ProofMaker;
  /** Parts of the surroundings to use instead of what is there. */
  readonly runtime?: Partial<Runtime>;
}

/** What the client tells of: what the server sends, as it comes (at least once, in any order), and its own state. */
export type ChatEvents = { readonly [Type in ServerEvent['type']]: Extract<ServerEvent, { type: Type }> } & {
  readonly connection: ConnectionState;
  readonly 'signed-in': SignedInUser;
  readonly 'signed-out': EndReason;
};

/** A device's way into ChemChat. */
export interface ChatClient extends Listenable<ChatEvents> {
  readonly auth: Auth;
  /** The HTTP API, call by call. */
  readonly api: Api;
  readonly connection: ConnectionState;
  /** Connects, and stays connected until `disconnect` or until the session ends. */
  connect(): void;
  disconnect(): void;
  /** Sends a message once over the connection, and waits until it is committed. */
  send(conversationId: string, draft: MessageDraft, options?: { readonly signal?: AbortSignal }): Promise<Message>;
}

class DefaultChatClient extends Emitter<ChatEvents> implements ChatClient {
  readonly auth: Auth;
  readonly api: Api;
  readonly #runtime: Runtime;
  readonly #connection: Connection;

  constructor(options: ChatClientOptions) {
    super();
    const { url, proofs, deviceName, websocketTokenIn = 'query', tokenStore = memoryTokenStore() } = options;
    const runtime = { ...defaultRuntime, ...options.runtime };
    this.#runtime = runtime;
    const http = new HttpClient(runtime, url);
    const session = new Session({ runtime, http, store: tokenStore, proofs });
    this.auth = createAuth({ http, session, proofs, deviceName });
    this.api = new Api(http, session);
    this.#connection = new Connection({
      runtime,
      url: options.websocketUrl ?? `${url.replace(/^http/, 'ws').replace(/\/+$/, '')}/ws`,
      tokenIn: websocketTokenIn,
      webSocketToken: () => this.api.webSocketToken(),
      follow: async () => {},
    });
    this.#connection.on('state', (state) => this.emit('connection', state));
    this.#connection.on('event', (event) => this.#receive(event, session));
    session.on('started', (user) => this.emit('signed-in', user));
    session.on('ended', (reason) => {
      this.#connection.stop();
      this.emit('signed-out', reason);
    });
  }

  get connection(): ConnectionState {
    return this.#connection.state;
  }

  connect(): void {
    this.#connection.start();
  }

  disconnect(): void {
    this.#connection.stop();
  }

  async send(conversationId: string, draft: MessageDraft, options: { readonly signal?: AbortSignal } = {}) {
    const fields = { conversationId, clientMessageId: this.#runtime.newId(), ...draft };
    const { message } = await this.#connection.ask('message.send', fields, options);
    return message;
  }

  #receive(event: ServerEvent, session: Session): void {
    this.emit(event.type, event as never);
    if (event.type === 'session.revoked') void session.end('revoked');
  }
}

/** Makes a client. It does nothing until something is asked of it. */
export const createChatClient = (options: ChatClientOptions): ChatClient => new DefaultChatClient(options);
