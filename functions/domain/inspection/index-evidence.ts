import { Unavailable } from '../errors.ts';
import type { ConversationKey } from '../messages/message-log.ts';
import type { IndexedMessages } from '../search/indexed-messages.ts';
import { isSettled } from './delivery-times.ts';
import type { Heads, InspectionStore, LineEntry } from './inspection-store.ts';

/** What comparing with the index needs. */
export interface IndexEvidenceDeps {
  readonly store: Pick<InspectionStore, 'readLine'>;
  readonly index: IndexedMessages;
}

/** What search has of a conversation, as far as it was looked at. */
export interface IndexEvidence {
  /** Messages that were looked for. */
  readonly compared: number;
  /** Those that are not found, or by an old text, or in spite of being deleted. */
  readonly unlike: readonly LineEntry[];
  /** Under how many names it is found; undefined: not looked at. */
  readonly names?: number | undefined;
}

/** An index that was lost is rebuilt, and not mended message by message. */
const mostUnlike = 1_000;

/** An edit or a deletion of just now may not have come to the index yet. */
const isChangeSettled = async (
  { store }: IndexEvidenceDeps,
  key: ConversationKey,
  changeNumber: number | undefined,
  nowMs: number,
): Promise<boolean> => {
  if (changeNumber === undefined) return true;
  for await (const page of store.readLine(key, 'changes', { from: changeNumber, above: changeNumber - 1 })) {
    return page.every(({ timestamp }) => isSettled(timestamp, nowMs));
  }
  return true;
};

/**
 * Compares messages of a conversation with the index, one page of its line after the other. Nothing is said of what was
 * committed so lately that it may be on its way; and nothing more once the index does not answer.
 */
export class IndexComparison {
  readonly #deps: IndexEvidenceDeps;
  readonly #key: ConversationKey;
  readonly #nowMs: number;
  readonly #unlike: LineEntry[] = [];
  #compared = 0;
  #isAway = false;

  constructor(deps: IndexEvidenceDeps, key: ConversationKey, nowMs: number) {
    this.#deps = deps;
    this.#key = key;
    this.#nowMs = nowMs;
  }

  /** Looks for a page of messages, of 100 at most. */
  async compare(page: readonly LineEntry[]): Promise<void> {
    const settled = page.filter(({ timestamp }) => isSettled(timestamp, this.#nowMs));
    if (settled.length === 0 || this.#unlike.length >= mostUnlike) return;
    const numbers = settled.map(({ number }) => number);
    const revisions = await this.#ask((index) => index.revisionsOf(this.#key, numbers));
    if (revisions === undefined) return;
    this.#compared += settled.length;
    for (const entry of settled) {
      const wanted = entry.message?.isDeleted ? undefined : entry.message?.revision;
      const isAlike = revisions.get(entry.number) === wanted;
      if (isAlike || !(await isChangeSettled(this.#deps, this.#key, entry.message?.changeNumber, this.#nowMs)))
        continue;
      this.#unlike.push(entry);
    }
  }

  /** What was found, with the names where the conversation is as it was for some minutes. */
  async end({ conversation }: Heads): Promise<IndexEvidence> {
    const isNamed = conversation !== undefined && isSettled(conversation.updatedAt, this.#nowMs);
    const names = isNamed ? await this.#ask((index) => index.countNames(this.#key)) : undefined;
    return { compared: this.#compared, unlike: this.#unlike, names };
  }

  async #ask<Answer>(question: (index: IndexedMessages) => Promise<Answer>): Promise<Answer | undefined> {
    if (this.#isAway) return undefined;
    try {
      return await question(this.#deps.index);
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      this.#isAway = true;
      return undefined;
    }
  }
}
