import type { Cursor, SyncPage } from '../../../functions/domain/sync/sync-conversation.ts';
import type { Replica } from './replica.ts';

/** Asks for a page; undefined where the person is no member. */
type AskPage = (cursor: Cursor) => Promise<SyncPage | undefined>;

/**
 * Syncs a replica, one page after the other, one sync at a time. Whoever asks while one is under way gets another one
 * after it: the first may have read before what they have in mind was there.
 */
export class CatchUp {
  readonly #replica: Replica;
  readonly #ask: AskPage;
  #asked = 0;
  #underWay: Promise<void> | undefined;

  constructor(replica: Replica, ask: AskPage) {
    this.#replica = replica;
    this.#ask = ask;
  }

  /** Syncs until nothing is known to be missing, or the person turns out to be no member. */
  run(): Promise<void> {
    this.#asked += 1;
    this.#underWay ??= this.#syncAll().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  async #syncAll(): Promise<void> {
    for (let served = 0; served < this.#asked; ) {
      served = this.#asked;
      const isMember = await this.#syncOnce();
      if (isMember && this.#replica.isBehind) this.#asked += 1;
    }
  }

  async #syncOnce(): Promise<boolean> {
    this.#replica.startCatchingUp();
    for (;;) {
      const page = await this.#ask(this.#replica.cursor);
      if (page === undefined) return false;
      this.#replica.take(page);
      if (page.complete) return true;
    }
  }
}
