import type { ServerEvent } from '../../contract/server-events.ts';

/** Several events in one frame, for connections that take it. */
export interface EventBatch {
  readonly type: 'batch';
  readonly events: readonly ServerEvent[];
}

/**
 * What became of a post: delivered is no proof that the client has it (a socket may be dead without anybody knowing);
 * gone: the connection is no more; failed: it may be there, try again later.
 */
export type PostOutcome = 'delivered' | 'gone' | 'failed';

/** The way to connected clients. */
export interface ConnectionGateway {
  post(connectionId: string, frame: ServerEvent | EventBatch): Promise<PostOutcome>;
}
