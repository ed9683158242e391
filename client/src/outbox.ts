import { Emitter } from './emitter.ts';
import { ChatError, isRetryable, sessionEnded } from './errors.ts';
import type { MessageDraft, OutboxEntry, OutboxStore, PendingMessage } from './outbox-store.ts';
import { backoffMs, type Runtime } from './runtime.ts';
import type { Message } from './wire.ts';

/** A message on its way: it is tried until it is acknowledged or refused for good. */
export interface SentMessage {
  readonly clientMessageId: string;
  /**
   * The message as it was committed.
   *
   * @throws ChatError why it was refused for good; SESSION_ENDED: it waits for the person's next login; DISCARDED
   */
  readonly acknowledged: Promise<Message>;
}

/** What an outbox is made of. */
export interface OutboxDeps {
  readonly runtime: Runtime;
  readonly store: OutboxStore;
  userId(): string | undefined;
  /** Sends once. */
  send(entry: OutboxEntry): Promise<Message>;
}

interface OutboxEvents {
  /** What waits in a conversation is another. */
  readonly changed: string;
  readonly acknowledged: Message;
}

interface Settling {
  resolve(message: Message): void;
  reject(error: unknown): void;
}

/** Messages that are not acknowledged yet: kept, and sent in order in each conversation, under the same id each time. */
export class Outbox extends Emitter<OutboxEvents> {
  readonly #deps: OutboxDeps;
  readonly #entries = new Map<string, OutboxEntry>();
  readonly #settling = new Map<string, Settling>();
  readonly #working = new Set<string>();
  readonly #sleepers = new Set<() => void>();
  #lastPosition = 0;

  constructor(deps: OutboxDeps) {
    super();
    this.#deps = deps;
  }

  /** Goes on with what a person's device kept. */
  async load(userId: string): Promise<void> {
    const entries = await this.#deps.store.load(userId);
    if (this.#deps.userId() !== userId) return;
    for (const entry of entries) if (!this.#entries.has(entry.clientMessageId)) this.#keep(entry);
    this.wake();
  }

  /** Forgets what is here; the store keeps it for the person's next login. */
  unload(): void {
    const conversationIds = new Set([...this.#entries.values()].map(({ conversationId }) => conversationId));
    this.#entries.clear();
    for (const { reject } of this.#settling.values()) reject(sessionEnded());
    this.#settling.clear();
    this.wake();
    for (const conversationId of conversationIds) this.emit('changed', conversationId);
  }

  /** What waits in a conversation, in order. */
  entriesOf(conversationId: string): readonly OutboxEntry[] {
    return [...this.#entries.values()]
      .filter((entry) => entry.conversationId === conversationId)
      .sort((one, other) => one.position - other.position);
  }

  /** The same, as it is shown. */
  pendingIn(conversationId: string): readonly PendingMessage[] {
    return this.entriesOf(conversationId).map(({ clientMessageId, draft, refused }) => ({
      clientMessageId,
      draft,
      state: refused ? 'refused' : 'sending',
      ...(refused && { error: refused }),
    }));
  }

  add(conversationId: string, draft: MessageDraft): SentMessage {
    const { runtime, store } = this.#deps;
    const userId = this.#deps.userId();
    if (userId === undefined) throw sessionEnded();
    const clientMessageId = runtime.newId();
    const position = Math.max(runtime.now(), this.#lastPosition + 1);
    const entry: OutboxEntry = { clientMessageId, userId, conversationId, draft, position };
    const acknowledged = new Promise<Message>((resolve, reject) => {
      this.#settling.set(clientMessageId, { resolve, reject });
    });
    // Whoever does not wait for it sees a refusal in the snapshot.
    acknowledged.catch(() => {});
    this.#keep(entry);
    // A store that is full or forbidden loses the message with the page, no sooner: it is sent all the same.
    const kept = store.put(entry).catch(() => {});
    void kept.then(() => this.#work(conversationId));
    return { clientMessageId, acknowledged };
  }

  /** Tries what was refused once more. */
  async retry(clientMessageId: string): Promise<void> {
    const entry = this.#entries.get(clientMessageId);
    if (!entry?.refused) return;
    const { refused, ...again } = entry;
    this.#keep(again);
    // Not kept, it is shown as refused after a reload, and can be tried once more.
    await this.#deps.store.put(again).catch(() => {});
    void this.#work(entry.conversationId);
  }

  /** Throws a message away. One that is on its way may have been committed all the same. */
  async discard(clientMessageId: string): Promise<void> {
    const discarded = new ChatError('cannot send the message; it was thrown away', { code: 'DISCARDED' });
    this.#settling.get(clientMessageId)?.reject(discarded);
    await this.#forget(clientMessageId);
  }

  /** Takes a message that came by any way: one's own need not be sent any more. */
  heard(message: Message): void {
    const entry = this.#entries.get(message.clientMessageId);
    if (entry && entry.userId === message.senderId && entry.conversationId === message.conversationId) {
      this.#acknowledge(message);
    }
  }

  /** Tries now what waits for its next try. */
  wake(): void {
    for (const wake of [...this.#sleepers]) wake();
    for (const { conversationId } of this.#entries.values()) void this.#work(conversationId);
  }

  #keep(entry: OutboxEntry): void {
    this.#entries.set(entry.clientMessageId, entry);
    this.#lastPosition = Math.max(this.#lastPosition, entry.position);
    this.emit('changed', entry.conversationId);
  }

  async #forget(clientMessageId: string): Promise<void> {
    const entry = this.#entries.get(clientMessageId);
    this.#entries.delete(clientMessageId);
    this.#settling.delete(clientMessageId);
    if (!entry) return;
    this.emit('changed', entry.conversationId);
    await this.#deps.store.remove(clientMessageId);
  }

  #acknowledge(message: Message): void {
    this.#settling.get(message.clientMessageId)?.resolve(message);
    // Left in the store, it is sent once more after a reload, and answered with the first message.
    this.#forget(message.clientMessageId).catch(() => {});
    this.emit('acknowledged', message);
  }

  /** One sender a conversation, so that a later message never overtakes an earlier one. */
  async #work(conversationId: string): Promise<void> {
    if (this.#working.has(conversationId)) return;
    this.#working.add(conversationId);
    try {
      for (let attempt = 0; ; ) {
        const entry = this.entriesOf(conversationId).find(({ refused }) => !refused);
        if (!entry) return;
        const waitMs = await this.#try(entry, attempt);
        attempt = waitMs === undefined ? 0 : attempt + 1;
        if (waitMs !== undefined && this.#entries.has(entry.clientMessageId)) await this.#sleep(waitMs);
      }
    } finally {
      this.#working.delete(conversationId);
    }
  }

  /** Sends once: how long to wait before the same is tried again, or undefined when it is settled. */
  async #try(entry: OutboxEntry, attempt: number): Promise<number | undefined> {
    try {
      this.#acknowledge(await this.#deps.send(entry));
      return undefined;
    } catch (error) {
      if (!this.#entries.has(entry.clientMessageId)) return undefined;
      const isSignedOut = error instanceof ChatError && ['UNAUTHENTICATED', 'SESSION_ENDED'].includes(error.code);
      if (isRetryable(error) || isSignedOut) {
        return (error as ChatError).retryAfterMs ?? backoffMs(this.#deps.runtime, attempt);
      }
      await this.#refuse(entry, error);
      return undefined;
    }
  }

  async #refuse(entry: OutboxEntry, error: unknown): Promise<void> {
    const { code, message: detail } =
      error instanceof ChatError ? error : new ChatError(String(error), { code: 'INTERNAL' });
    const refused = { ...entry, refused: { code, detail } };
    this.#keep(refused);
    this.#settling.get(entry.clientMessageId)?.reject(error);
    this.#settling.delete(entry.clientMessageId);
    // Not kept, it is tried once more after a reload, and refused again.
    await this.#deps.store.put(refused).catch(() => {});
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        cancel();
        this.#sleepers.delete(wake);
        resolve();
      };
      const cancel = this.#deps.runtime.after(ms, wake);
      this.#sleepers.add(wake);
    });
  }
}
