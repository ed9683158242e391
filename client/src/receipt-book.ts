import type { Api } from './api.ts';
import type { Marks } from './conversation.ts';
import { ChatError } from './errors.ts';

/** How far the members of a conversation have come: marks only move forward. */
export class ReceiptBook {
  readonly #api: Api;
  readonly #conversationId: string;
  readonly #known = new Map<string, Marks>();

  constructor(api: Api, conversationId: string) {
    this.#api = api;
    this.#conversationId = conversationId;
  }

  get byUser(): Readonly<Record<string, Marks>> {
    return Object.fromEntries(this.#known);
  }

  async load(): Promise<void> {
    try {
      const { items } = await this.#api.listReceipts(this.#conversationId);
      for (const { userId, ...marks } of items) this.learn(userId, marks);
    } catch (error) {
      // Marks come with the next receipt that is told.
      if (!(error instanceof ChatError)) throw error;
    }
  }

  learn(userId: string, { lastDeliveredSequence, lastReadSequence }: Marks): void {
    const known = this.#known.get(userId);
    this.#known.set(userId, {
      lastDeliveredSequence: Math.max(lastDeliveredSequence, known?.lastDeliveredSequence ?? 0),
      lastReadSequence: Math.max(lastReadSequence, known?.lastReadSequence ?? 0),
    });
  }
}
