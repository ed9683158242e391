import type { OutboxEvent } from '../../contract/events.ts';

/** What waits to be indexed. */
export interface IndexQueue {
  /** Has what the event tells of indexed again, as it is by then. Nobody else gets the event. */
  put(event: OutboxEvent): Promise<void>;
}
