import { Api } from './api.ts';
import { type Auth, createAuth } from './auth.ts';
import { CatchUp } from './catch-up.ts';
import { type Ask, Connection, type ConnectionState } from './connection.ts';
import type { Conversation } from './conversation.ts';
import { createdMessage } from './created-message.ts';
import { DefaultConversation } from './default-conversation.ts';
import { Emitter, type Listenable } from './emitter.ts';
import { HttpClient } from './http-client.ts';
import { DefaultInbox, type Inbox } from './inbox.ts';
import { Outbox } from './outbox.ts';
import { memoryOutboxStore, type OutboxEntry, type OutboxStore } from './outbox-store.ts';
import { DefaultPresenceBook, type PresenceBook } from './presence-book.ts';
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
  /** How the WebSocket's token travels: `query` when left out; `protocol` keeps it out of proxies' logs. */
  readonly websocketTokenIn?: 'query' | 'protocol';
  /** Where tokens are kept; in memory when left out. */
  readonly tokenStore?: TokenStore;
  /** Where messages wait to be acknowledged; in memory when left out. */
  readonly outboxStore?: OutboxStore;
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
  readonly inbox: Inbox;
  readonly presence: PresenceBook;
  readonly connection: ConnectionState;
  /** Connects, and stays connected until `disconnect` or until the session ends. */
  connect(): void;
  /**
   * Closes the connection: nothing comes in any more. What the person asked for is finished over HTTP: messages that were
   * sent, marks, conversations that are being opened. `connect` again brings what was missed.
   */
  disconnect(): void;
  /** A conversation, the same object each time. Until it is opened nothing is loaded. */
  conversation(conversationId: string): Conversation;
}

class DefaultChatClient extends Emitter<ChatEvents> implements ChatClient {
  readonly auth: Auth;
  readonly api: Api;
  readonly inbox: DefaultInbox;
  readonly presence: DefaultPresenceBook;
  readonly #runtime: Runtime;
  readonly #session: Session;
  readonly #connection: Connection;
  readonly #outbox: Outbox;
  readonly #inboxReads: CatchUp;
  readonly #conversations = new Map<string, DefaultConversation>();

  constructor(options: ChatClientOptions) {
    super();
    const { url, proofs, deviceName, tokenStore = memoryTokenStore(), outboxStore = memoryOutboxStore() } = options;
    const runtime = { ...defaultRuntime, ...options.runtime };
    const http = new HttpClient(runtime, url);
    const session = new Session({ runtime, http, store: tokenStore, proofs });
    const userId = () => session.user?.id;
    this.#runtime = runtime;
    this.#session = session;
    this.auth = createAuth({ http, session, proofs, deviceName });
    this.api = new Api(http, session);
    this.inbox = new DefaultInbox(this.api, userId);
    this.#inboxReads = new CatchUp(runtime, () => this.inbox.load());
    this.#outbox = new Outbox({ runtime, store: outboxStore, userId, send: (entry) => this.#sendOnce(entry) });
    this.#connection = new Connection({
      runtime,
      url: options.websocketUrl ?? `${url.replace(/^http/, 'ws').replace(/\/+$/, '')}/ws`,
      tokenIn: options.websocketTokenIn ?? 'query',
      webSocketToken: () => this.api.webSocketToken(),
      follow: (ask) => this.#follow(ask),
    });
    this.presence = new DefaultPresenceBook(runtime, this.#connection.ask);
    this.#listen();
  }

  get connection(): ConnectionState {
    return this.#connection.state;
  }

  connect(): void {
    this.#connection.start();
  }

  disconnect(): void {
    this.#connection.stop();
    this.#inboxReads.stop();
    this.presence.disconnected();
    for (const conversation of this.#conversations.values()) conversation.disconnected();
  }

  conversation(conversationId: string): DefaultConversation {
    const known = this.#conversations.get(conversationId);
    if (known) return known;
    const conversation = new DefaultConversation(conversationId, {
      runtime: this.#runtime,
      api: this.api,
      ask: this.#connection.ask,
      connection: () => this.#connection.state,
      inbox: this.inbox,
      outbox: this.#outbox,
      presence: this.presence,
      userId: () => this.#session.user?.id,
    });
    this.#conversations.set(conversationId, conversation);
    return conversation;
  }

  #listen(): void {
    this.#connection.on('state', (state) => this.emit('connection', state));
    this.#connection.on('event', (event) => this.#receive(event));
    this.#connection.on('connected', () => this.#connected());
    this.#connection.on('handed-over', () => {
      for (const conversation of this.#conversations.values()) conversation.handedOver();
    });
    this.#outbox.on('changed', (conversationId) => this.#conversations.get(conversationId)?.changed());
    this.#outbox.on('acknowledged', (message) => {
      this.inbox.learnMessage(message);
      this.#conversations.get(message.conversationId)?.acknowledged(message);
    });
    this.inbox.subscribe(() => {
      for (const conversation of this.#conversations.values()) conversation.changed();
    });
    this.#session.on('started', (user) => this.#signedIn(user));
    this.#session.on('ended', (reason) => this.#signedOut(reason));
  }

  #signedIn(user: SignedInUser): void {
    // Without what a store kept, new messages are sent all the same.
    this.#outbox.load(user.id).catch(() => {});
    this.emit('signed-in', user);
  }

  #signedOut(reason: EndReason): void {
    this.#connection.stop();
    this.#inboxReads.stop();
    for (const conversation of this.#conversations.values()) conversation.retire();
    this.#conversations.clear();
    this.#outbox.unload();
    this.inbox.clear();
    this.presence.clear();
    this.emit('signed-out', reason);
  }

  #connected(): void {
    // What can't succeed later ends the session, which tells.
    this.#inboxReads.run().catch(() => {});
    this.presence.connected();
    for (const conversation of this.#conversations.values()) conversation.connected();
    this.#outbox.wake();
  }

  async #follow(ask: Ask): Promise<void> {
    await this.presence.follow(ask);
    for (const conversation of this.#conversations.values()) await conversation.follow(ask);
  }

  async #sendOnce({ conversationId, clientMessageId, draft }: OutboxEntry): Promise<Message> {
    if (this.#connection.state !== 'online') {
      return this.api.sendMessage(conversationId, { ...draft, clientMessageId });
    }
    const { message } = await this.#connection.ask('message.send', { conversationId, clientMessageId, ...draft });
    return message;
  }

  #receive(event: ServerEvent): void {
    // Tokens that a store does not let go are refused.
    if (event.type === 'session.revoked') this.#session.end('revoked').catch(() => {});
    this.inbox.receive(event);
    this.presence.receive(event);
    if (event.type === 'message.created') this.#outbox.heard(createdMessage(event));
    if (event.type === 'media.ready' || event.type === 'media.rejected') {
      for (const conversation of this.#conversations.values()) conversation.learnMedia(event.media);
    }
    const conversationId =
      'conversation' in event ? event.conversation.id : 'conversationId' in event && event.conversationId;
    if (conversationId) this.#conversations.get(conversationId)?.receive(event);
    this.emit(event.type, event as never);
  }
}

/** Makes a client. It does nothing until something is asked of it. */
export const createChatClient = (options: ChatClientOptions): ChatClient => new DefaultChatClient(options);
