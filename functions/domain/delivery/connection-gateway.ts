import type { ServerEvent } from '../../contract/server-events.ts';

/** Several events in one frame, for connections that take it. */
export interface EventBatch {
  readonly type: 'batch';
  readonly events: readonly ServerEvent[];
}

/**
 * What became of a post: delivered is no proof that the client has it (a socket may be dead without anybody knowing);
 * gone: the connection is no more; throttled: too many posts just now, or this client takes its frames too slowly;
 * refused: it will never be taken, whoever tries again; failed: it may be there, try again later.
 */
export type PostOutcome = 'delivered' | 'gone' | 'throttled' | 'refused' | 'failed';

/** The way to connected clients. */
export interface ConnectionGateway {
  post(connectionId: string, frame: ServerEvent | EventBatch): Promise<PostOutcome>;
}
