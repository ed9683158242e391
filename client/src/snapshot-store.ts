import type { Unsubscribe } from './emitter.ts';

/** Something that is shown: a value that is the same object until it changes, and who wants to know when. */
export interface Observable<Snapshot> {
  getSnapshot(): Snapshot;
  /** Calls back after changes, several at once told once. */
  subscribe(listener: () => void): Unsubscribe;
}

/** Makes a snapshot when somebody asks for it, and keeps it until something changed. */
export class SnapshotStore<Snapshot> implements Observable<Snapshot> {
  readonly #make: () => Snapshot;
  readonly #listeners = new Set<() => void>();
  #kept: { readonly snapshot: Snapshot } | undefined;
  #isTelling = false;

  constructor(make: () => Snapshot) {
    this.#make = make;
  }

  // Bound, so that they can be handed over as they are.
  readonly getSnapshot = (): Snapshot => {
    this.#kept ??= { snapshot: this.#make() };
    return this.#kept.snapshot;
  };

  readonly subscribe = (listener: () => void): Unsubscribe => {
    const own = () => listener();
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  };

  /** Says that the snapshot is another. */
  changed(): void {
    this.#kept = undefined;
    if (this.#isTelling) return;
    this.#isTelling = true;
    queueMicrotask(() => {
      this.#isTelling = false;
      for (const listener of [...this.#listeners]) listener();
    });
  }
}
