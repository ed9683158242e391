import type { UserId } from '../../functions/contract/identifiers.ts';
import type { Cursor, SyncPage } from '../../functions/domain/sync/sync-conversation.ts';
import type { ConversationCopy } from './replica.ts';

/** What catching up asks for; undefined where the person is no member. */
export interface Asks {
  page(cursor: Cursor): Promise<SyncPage | undefined>;
  members(): Promise<readonly UserId[] | undefined>;
}

/**
 * Syncs a replica, one page after the other, one sync at a time. Whoever asks while one is under way gets another one
 * after it: the first may have read before what they have in mind was there.
 */
export class CatchUp {
  readonly #replica: ConversationCopy;
  readonly #asks: Asks;
  #asked = 0;
  #underWay: Promise<void> | undefined;

  constructor(replica: ConversationCopy, asks: Asks) {
    this.#replica = replica;
    this.#asks = asks;
  }

  /** Syncs until nothing is known to be missing, or the person turns out to be no member. */
  run(): Promise<void> {
    this.#asked += 1;
    this.#underWay ??= this.#syncAll();
    return this.#underWay;
  }

  async #syncAll(): Promise<void> {
    try {
      for (let served = 0; served < this.#asked; ) {
        served = this.#asked;
        const isMember = (await this.#syncOnce()) && (await this.#learnMembers());
        this.#replica.isOutside = !isMember;
        if (isMember && this.#replica.isBehind) this.#asked += 1;
      }
    } finally {
      this.#underWay = undefined;
    }
  }

  async #syncOnce(): Promise<boolean> {
    this.#replica.startCatchingUp();
    for (;;) {
      const page = await this.#asks.page(this.#replica.cursor);
      if (page === undefined) return false;
      this.#replica.take(page);
      if (page.complete) return true;
    }
  }

  async #learnMembers(): Promise<boolean> {
    while (!this.#replica.knowsMembers) {
      const { afterChange } = this.#replica.cursor;
      const members = await this.#asks.members();
      if (members === undefined) return false;
      this.#replica.takeMembers(members, afterChange);
    }
    return true;
  }
}
