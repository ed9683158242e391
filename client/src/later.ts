import type { Runtime } from './runtime.ts';

/** One thing to do later, at most: asked for again while it is due, it stays as it is. */
export class Later {
  readonly #runtime: Runtime;
  #cancel: (() => void) | undefined;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  set(ms: number, callback: () => void): void {
    this.#cancel ??= this.#runtime.after(ms, () => {
      this.#cancel = undefined;
      callback();
    });
  }

  cancel(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
