import type { Conversation, Member, Role } from '../../../functions/contract/conversations.ts';
import type { ConversationId, MessageId, UserId } from '../../../functions/contract/identifiers.ts';
import type { Message } from '../../../functions/contract/messages.ts';
import { type ServerEvent, serverEvents } from '../../../functions/contract/server-events.ts';
import type { Cursor, SyncPage } from '../../../functions/domain/sync/sync-conversation.ts';
import type { Acknowledged, Answer, AskedConversation, Request, Server } from '../../history/server.ts';
import type { Person, Answer as PersonAnswer } from './person.ts';
import { type Frame, Socket } from './socket.ts';

interface Problem {
  readonly code?: string;
  readonly detail?: string;
  readonly retryAfterMs?: number;
}

const refused = ({ code = 'UNKNOWN', detail = 'no detail' }: Problem): Answer<never> => ({
  answer: 'refused',
  code,
  error: new Error(`${code}: ${detail}`),
});

const untilRetry = async ({ retryAfterMs = 0 }: Problem): Promise<void> => {
  await new Promise((wake) => setTimeout(wake, retryAfterMs));
};

/** Tries of one handshake. */
const handshakes = 5;

/** A device's way to a deployment: one socket at most, and HTTP. */
export class CloudServer implements Server {
  readonly #person: Person;
  readonly #receive: (event: ServerEvent) => void;
  readonly #batch: boolean;
  #socket: Socket | undefined;
  #isDead = false;

  constructor(person: Person, { batch }: { readonly batch: boolean }, receive: (event: ServerEvent) => void) {
    this.#person = person;
    this.#batch = batch;
    this.#receive = receive;
  }

  get isConnected(): boolean {
    return this.#live !== undefined;
  }

  now(): number {
    return Date.now();
  }

  async connect(): Promise<void> {
    this.#socket?.listen(undefined);
    this.#socket?.terminate();
    this.#socket = await this.#open();
    this.#isDead = false;
    this.#socket.listen((frame) => this.#take(frame));
  }

  async disconnect(): Promise<void> {
    this.#socket?.listen(undefined);
    await this.#socket?.close();
    this.#socket = undefined;
  }

  drop(state: 'closed' | 'dead'): void {
    this.#socket?.listen(undefined);
    this.#isDead = true;
    if (state === 'dead') return;
    this.#socket?.terminate();
    this.#socket = undefined;
  }

  start({ asked, type, memberIds }: AskedConversation) {
    return this.#http<Conversation>('POST', '/conversations', { type, memberIds, metadata: { asked } });
  }

  async list() {
    const answer = await this.#http<{ items: Conversation[] }>('GET', '/conversations?limit=100');
    return mapped(answer, ({ items }) => items);
  }

  async members(conversationId: ConversationId) {
    const answer = await this.#http<{ items: Member[] }>('GET', `/conversations/${conversationId}/members?limit=100`);
    return mapped(answer, ({ items }) => items.map(({ userId }) => userId));
  }

  async sync({ conversationId, isOverSocket }: Request, cursor: Cursor, limit: number): Promise<Answer<SyncPage>> {
    if (!isOverSocket || !this.#live) {
      const query = new URLSearchParams({
        afterSequence: String(cursor.afterSequence),
        afterChange: String(cursor.afterChange),
        limit: String(limit),
      });
      return this.#http<SyncPage>('GET', `/conversations/${conversationId}/sync?${query}`);
    }
    const answer = await this.#ask('sync', { conversations: [{ conversationId, ...cursor }] });
    if (answer.answer !== 'done') return answer;
    const [page] = answer.result.conversations as [SyncPage & Problem];
    return page.code === undefined ? { answer: 'done', result: page } : refused(page);
  }

  async send({ conversationId, isOverSocket }: Request, clientMessageId: string, content: string) {
    const body = { clientMessageId, content };
    if (isOverSocket && this.#live) {
      const answer = await this.#ask('message.send', { conversationId, ...body });
      return mapped(answer, ({ message, duplicate }): Acknowledged => {
        return { outcome: duplicate ? 'duplicate' : 'created', message: message as Message };
      });
    }
    return this.#call('POST', `/conversations/${conversationId}/messages`, body, (answer): Acknowledged => {
      return { outcome: answer.status === 201 ? 'created' : 'duplicate', message: answer.body as unknown as Message };
    });
  }

  edit(request: Request, messageId: MessageId, content: string) {
    return this.#message(
      request,
      ['message.edit', { messageId, content }],
      ['PUT', `/messages/${messageId}`, { content }],
    );
  }

  async remove({ isOverSocket }: Request, messageId: MessageId): Promise<Answer<Message | undefined>> {
    if (isOverSocket && this.#live) return this.#messageOf(this.#ask('message.delete', { messageId }));
    return this.#call('DELETE', `/messages/${messageId}`, undefined, () => undefined);
  }

  react(
    request: Request,
    messageId: MessageId,
    { emoji, reaction }: { readonly emoji: string; readonly reaction: 'added' | 'removed' },
  ) {
    const path = `/messages/${messageId}/reactions`;
    return reaction === 'added'
      ? this.#message(request, ['reaction.add', { messageId, emoji }], ['POST', path, { emoji }])
      : this.#message(
          request,
          ['reaction.remove', { messageId, emoji }],
          ['DELETE', `${path}/${encodeURIComponent(emoji)}`, undefined],
        );
  }

  /** Only over a socket can a device say what it has; without one, nothing is done and nothing answered. */
  async mark({ conversationId, isOverSocket }: Request, sequenceNumber: number, which: 'read' | 'delivered') {
    const name = which === 'read' ? 'lastReadSequence' : 'lastDeliveredSequence';
    if (which === 'read' && !(isOverSocket && this.#live)) {
      const path = `/conversations/${conversationId}/read`;
      return mapped(await this.#http<Record<string, number>>('POST', path, { sequenceNumber }), (body) =>
        Number(body[name]),
      );
    }
    return mapped(await this.#ask(`message.${which}`, { conversationId, sequenceNumber }), (ack) => Number(ack[name]));
  }

  async receipts(conversationId: ConversationId) {
    const answer = await this.#http<{
      items: { userId: UserId; lastReadSequence: number; lastDeliveredSequence: number }[];
    }>('GET', `/conversations/${conversationId}/receipts`);
    return mapped(answer, ({ items }) => items);
  }

  rename(conversationId: ConversationId, title: string) {
    return this.#http('PATCH', `/conversations/${conversationId}`, { title });
  }

  add(conversationId: ConversationId, userId: UserId) {
    return this.#http('POST', `/conversations/${conversationId}/members`, { userId });
  }

  expel(conversationId: ConversationId, userId: UserId) {
    return this.#http('DELETE', `/conversations/${conversationId}/members/${userId}`);
  }

  giveRole(conversationId: ConversationId, userId: UserId, role: Role) {
    return this.#http('PATCH', `/conversations/${conversationId}/members/${userId}`, { role });
  }

  end(conversationId: ConversationId) {
    return this.#http('DELETE', `/conversations/${conversationId}`);
  }

  async #open(): Promise<Socket> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await Socket.open(await this.#person.webSocketToken(), {}, this.#batch ? '&batch=1' : '');
      } catch (error) {
        if (attempt === handshakes) throw error;
      }
    }
  }

  /** The socket, where one is up and somebody listens. */
  get #live(): Socket | undefined {
    return this.#isDead || this.#socket?.closeCode !== undefined ? undefined : this.#socket;
  }

  #take(frame: Frame): void {
    const events = frame.type === 'batch' ? (frame.events as Frame[]) : [frame];
    for (const event of events) {
      if (event.type in serverEvents) {
        this.#receive(serverEvents[event.type as ServerEvent['type']].frame.parse(event) as ServerEvent);
      }
    }
  }

  #message(
    { isOverSocket }: Request,
    [action, fields]: [string, Record<string, unknown>],
    [method, path, body]: [string, string, unknown],
  ): Promise<Answer<Message>> {
    return isOverSocket && this.#live
      ? this.#messageOf(this.#ask(action, fields))
      : this.#http<Message>(method, path, body);
  }

  async #messageOf(asked: Promise<Answer<Frame>>): Promise<Answer<Message>> {
    return mapped(await asked, ({ message }) => message as Message);
  }

  async #ask(action: string, fields: Record<string, unknown>): Promise<Answer<Frame>> {
    try {
      const frame = await this.#live?.ask(action, fields);
      if (frame === undefined) return { answer: 'none' };
      if (frame.type !== 'error') return { answer: 'done', result: frame };
      await untilRetry(frame as Problem);
      return refused(frame as Problem);
    } catch {
      // Closed meanwhile, or no answer in time: nobody knows whether it was done.
      return { answer: 'none' };
    }
  }

  #http<Body>(method: string, path: string, body?: unknown): Promise<Answer<Body>> {
    return this.#call(method, path, body, (answer) => answer.body as Body);
  }

  async #call<Result>(
    method: string,
    path: string,
    body: unknown,
    resultOf: (answer: PersonAnswer) => Result,
  ): Promise<Answer<Result>> {
    try {
      const answer = await this.#person.call(method, path, body);
      if (answer.status < 300) return { answer: 'done', result: resultOf(answer) };
      const retryAfterMs = 1000 * Number(answer.headers.get('retry-after') ?? 0);
      await untilRetry({ retryAfterMs });
      return refused(answer.body);
    } catch {
      return { answer: 'none' };
    }
  }
}

const mapped = <One, Other>(answer: Answer<One>, map: (result: One) => Other): Answer<Other> =>
  answer.answer === 'done' ? { answer: 'done', result: map(answer.result) } : answer;
