import type { OutboxEvent } from '../contract/events.ts';

/** The way onto the bus, on which everything after the commit depends. */
export interface Outbox {
  /**
   * Puts one event on the bus.
   *
   * @throws Unavailable the bus refused it
   */
  publish(event: OutboxEvent): Promise<void>;
}
