import type { Api } from './api.ts';
import type { CallOptions } from './http-client.ts';
import type { Member } from './wire.ts';

const pageLimit = 100;

/** Who is in a conversation: read when somebody asks, and anew after each change from then on. */
export class MemberList {
  readonly #api: Api;
  readonly #conversationId: string;
  readonly #changed: () => void;
  #members: readonly Member[] | undefined;
  #changes = 0;
  /** The number of the reading that was begun last, and of the last one whose answer was taken. */
  #begun = 0;
  #taken = 0;

  constructor(api: Api, conversationId: string, changed: () => void) {
    this.#api = api;
    this.#conversationId = conversationId;
    this.#changed = changed;
  }

  /** Undefined until they were asked for. */
  get members(): readonly Member[] | undefined {
    return this.#members;
  }

  /** Reads them all; once more if somebody came or went meanwhile. */
  async load({ signal }: CallOptions = {}): Promise<readonly Member[]> {
    this.#begun += 1;
    const turn = this.#begun;
    const changes = this.#changes;
    const items: Member[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const options = { limit: pageLimit, signal, ...(cursor && { cursor }) };
      const page = await this.#api.listMembers(this.#conversationId, options);
      items.push(...page.items);
      cursor = page.nextCursor;
    }
    // Answers may come in another order than they were asked for.
    if (turn > this.#taken) {
      this.#taken = turn;
      this.#members = items;
      this.#changed();
    }
    const isLast = turn === this.#begun;
    return isLast && changes !== this.#changes ? this.load({ signal }) : (this.#members ?? items);
  }

  /** Somebody came, went, or is something else: what is shown is read anew. */
  membersChanged(): void {
    this.#changes += 1;
    if (!this.#members) return;
    // Without an answer it stays as it was, until the next change.
    this.load().catch(() => {});
  }
}
