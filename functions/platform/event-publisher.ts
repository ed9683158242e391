import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { eventSource } from '../contract/events.ts';
import { Unavailable } from '../domain/errors.ts';
import type { StreamChange } from './stream-change.ts';

/** Puts events on the bus. */
export class EventPublisher {
  readonly #client: EventBridgeClient;
  readonly #bus: string;

  constructor(client: EventBridgeClient, bus: string) {
    this.#client = client;
    this.#bus = bus;
  }

  /**
   * Puts one event on the bus.
   *
   * @throws Unavailable the bus refused it
   */
  async publish({ type, detail }: StreamChange): Promise<void> {
    const { FailedEntryCount, Entries } = await this.#client.send(
      new PutEventsCommand({
        Entries: [{ EventBusName: this.#bus, Source: eventSource, DetailType: type, Detail: JSON.stringify(detail) }],
      }),
    );
    if (FailedEntryCount) throw new Unavailable(`cannot publish ${type}; ${Entries?.[0]?.ErrorCode ?? 'refused'}`);
  }
}
