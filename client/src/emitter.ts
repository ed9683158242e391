/** Ends what was begun: a listener, a subscription. */
export type Unsubscribe = () => void;

/** Listening to typed events. */
export interface Listenable<Events extends object> {
  /** Calls the listener with each event of a type, until the answer is called. */
  on<Type extends keyof Events>(type: Type, listener: (event: Events[Type]) => void): Unsubscribe;
  /** The events of a type from now on, as they come; ends when the signal is aborted, or by leaving the loop. */
  events<Type extends keyof Events>(
    type: Type,
    options?: { readonly signal?: AbortSignal },
  ): AsyncIterable<Events[Type]>;
}

/** Tells listeners of events. One that throws does not keep the others from hearing. */
export class Emitter<Events extends object> implements Listenable<Events> {
  readonly #listeners = new Map<keyof Events, Set<(event: never) => void>>();

  on<Type extends keyof Events>(type: Type, listener: (event: Events[Type]) => void): Unsubscribe {
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners);
    // A wrapper, so that the same function may listen twice.
    const own = (event: Events[Type]) => listener(event);
    listeners.add(own);
    return () => void listeners.delete(own);
  }

  events<Type extends keyof Events>(
    type: Type,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): AsyncIterable<Events[Type]> {
    return queued((push) => this.on(type, push), signal);
  }

  emit<Type extends keyof Events>(type: Type, event: Events[Type]): void {
    for (const listener of [...(this.#listeners.get(type) ?? [])]) {
      try {
        listener(event as never);
      } catch (error) {
        // The listener's own fault: told as one that nobody caught, without stopping what told of the event.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}

/** What a source pushes, as an async iterable that keeps what is not yet asked for. It listens from now on. */
export const queued = <Item>(listen: (push: (item: Item) => void) => Unsubscribe, signal?: AbortSignal) => {
  const waiting: Item[] = [];
  let wake: (() => void) | undefined;
  let hasEnded = signal?.aborted ?? false;
  const unsubscribe = listen((item) => {
    waiting.push(item);
    wake?.();
  });
  const end = () => {
    hasEnded = true;
    unsubscribe();
    wake?.();
  };
  if (hasEnded) end();
  signal?.addEventListener('abort', end, { once: true });
  async function* items(): AsyncGenerator<Item, void, undefined> {
    try {
      for (;;) {
        while (waiting.length > 0 && !hasEnded) yield waiting.shift() as Item;
        if (hasEnded) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      end();
    }
  }
  return items();
};
