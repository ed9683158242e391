import type { Api } from './api.ts';
import { ChatError } from './errors.ts';
import type { Media, Message } from './wire.ts';

const isUnsettled = ({ status }: Media): boolean => status === 'pending' || status === 'processing';

/**
 * Files that were still looked at when they were last heard of. That one is ready, or rejected, is told once and is no
 * change of a message: who was away asks.
 */
export class UnsettledFiles {
  readonly #api: Pick<Api, 'getMedia'>;
  readonly #learn: (media: Media) => void;

  constructor(api: Pick<Api, 'getMedia'>, learn: (media: Media) => void) {
    this.#api = api;
    this.#learn = learn;
  }

  /** Asks for those that are attached to these messages, one after the other; learns those that have settled. */
  async load(messages: readonly Message[]): Promise<void> {
    const ids = new Set(messages.flatMap(({ attachments }) => attachments.filter(isUnsettled).map(({ id }) => id)));
    for (const id of ids) {
      try {
        const media = await this.#api.getMedia(id);
        if (!isUnsettled(media)) this.#learn(media);
      } catch (error) {
        // It is asked for again on the next connection.
        if (!(error instanceof ChatError)) throw error;
      }
    }
  }
}
