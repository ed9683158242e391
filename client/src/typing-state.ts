import type { Unsubscribe } from './emitter.ts';
import type { Runtime } from './runtime.ts';
import type { Typing } from './wire.ts';

/** The server forgets who does not go on within 6 s, and tells again every 3 s. */
const forgottenMs = 6_500;
const againMs = 3_000;
const stopsMs = 5_000;

/** What tells the others. */
export interface TypingDeps {
  readonly runtime: Runtime;
  /** Tells that the person is writing, or stopped. What fails has passed by the time it could be tried again. */
  tell(action: 'typing.start' | 'typing.stop'): void;
  changed(): void;
}

/** Who is writing in a conversation, and that oneself is. */
export class TypingState {
  readonly #deps: TypingDeps;
  readonly #others = new Map<string, { readonly typing: Typing; readonly cancel: Unsubscribe }>();
  #toldMs = Number.NEGATIVE_INFINITY;
  #isTyping = false;
  #cancelStop = () => {};

  constructor(deps: TypingDeps) {
    this.#deps = deps;
  }

  get others(): readonly Typing[] {
    return [...this.#others.values()].map(({ typing }) => typing);
  }

  started({ userId, displayName }: Typing): void {
    this.#others.get(userId)?.cancel();
    const cancel = this.#deps.runtime.after(forgottenMs, () => this.stopped(userId));
    this.#others.set(userId, { typing: { userId, displayName }, cancel });
    this.#deps.changed();
  }

  stopped(userId: string): void {
    const other = this.#others.get(userId);
    if (!other) return;
    other.cancel();
    this.#others.delete(userId);
    this.#deps.changed();
  }

  /** The person pressed a key. */
  type(): void {
    const { runtime, tell } = this.#deps;
    this.#cancelStop();
    this.#cancelStop = runtime.after(stopsMs, () => this.stop());
    this.#isTyping = true;
    if (runtime.now() - this.#toldMs < againMs) return;
    this.#toldMs = runtime.now();
    tell('typing.start');
  }

  /** The person stopped, or sent it. */
  stop(): void {
    this.#cancelStop();
    if (!this.#isTyping) return;
    this.#isTyping = false;
    this.#toldMs = Number.NEGATIVE_INFINITY;
    this.#deps.tell('typing.stop');
  }

  /** Forgets all, without a word. */
  clear(): void {
    this.#cancelStop();
    this.#isTyping = false;
    for (const { cancel } of this.#others.values()) cancel();
    this.#others.clear();
  }
}
