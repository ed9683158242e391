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
  #isStale = false;

  constructor(api: Api, conversationId: string, changed: () => void) {
    this.#api = api;
    this.#conversationId = conversationId;
    this.#changed = changed;
  }

  /** Undefined until they were asked for. */
  get members(): readonly Member[] | undefined {
    return this.#members;
  }

  async load({ signal }: CallOptions = {}): Promise<readonly Member[]> {
    const items: Member[] = [];
    this.#isStale = false;
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const options = { limit: pageLimit, signal, ...(cursor && { cursor }) };
      const page = await this.#api.listMembers(this.#conversationId, options);
      items.push(...page.items);
      cursor = page.nextCursor;
    }
    this.#members = items;
    this.#changed();
    // Somebody came or went while the list was being read.
    return this.#isStale ? this.load({ signal }) : items;
  }

  /** Somebody came, went, or is something else: what is shown is read anew. */
  membersChanged(): void {
    if (!this.#members) return;
    this.#isStale = true;
    // Without an answer it stays as it was, until the next change.
    this.load().catch(() => {});
  }
}
