import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { eventSource, type OutboxEvent } from '../contract/events.ts';
import { Unavailable } from '../domain/errors.ts';
import type { Outbox } from '../domain/outbox.ts';

/** Puts events on the bus. */
export class EventPublisher implements Outbox {
  readonly #client: EventBridgeClient;
  readonly #bus: string;

  constructor(client: EventBridgeClient, bus: string) {
    this.#client = client;
    this.#bus = bus;
  }

  async publish({ type, detail }: OutboxEvent, options: { abortSignal?: AbortSignal } = {}): Promise<void> {
    const { FailedEntryCount, Entries } = await this.#client.send(
      new PutEventsCommand({
        Entries: [{ EventBusName: this.#bus, Source: eventSource, DetailType: type, Detail: JSON.stringify(detail) }],
      }),
      options,
    );
    if (FailedEntryCount) throw new Unavailable(`cannot publish ${type}; ${Entries?.[0]?.ErrorCode ?? 'refused'}`);
  }
}
