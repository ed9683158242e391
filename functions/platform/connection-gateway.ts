import {
  type ApiGatewayManagementApiClient,
  ApiGatewayManagementApiServiceException,
  DeleteConnectionCommand,
  GetConnectionCommand,
  GoneException,
  LimitExceededException,
  PayloadTooLargeException,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { handleWhenResult, retry } from 'cockatiel';
import type { ServerEvent } from '../contract/server-events.ts';
import type { ErrorFrame } from '../contract/websocket-actions.ts';
import type { SocketState, Sockets } from '../domain/connections/sockets.ts';
import type { ConnectionGateway, EventBatch, PostOutcome } from '../domain/delivery/connection-gateway.ts';
import { logger } from './observability.ts';
import { countPost } from './post-counts.ts';

interface Tried {
  readonly outcome: PostOutcome;
  /** Whether it may have been lost on the way, which the very next try may not be. */
  readonly isLost?: true;
}

const outcomeOf = (error: unknown, connectionId: string): Tried => {
  if (error instanceof GoneException) return { outcome: 'gone' };
  // With the API's own name, or from its front without one.
  const isThrottled =
    error instanceof LimitExceededException ||
    (error instanceof ApiGatewayManagementApiServiceException && error.$metadata.httpStatusCode === 429);
  if (isThrottled) return { outcome: 'throttled' };
  if (error instanceof PayloadTooLargeException) {
    logger.error('post refused; the frame is too large', { connectionId });
    return { outcome: 'refused' };
  }
  // The outcome tells the caller, which decides what follows; the reason would be lost here.
  logger.warn('post to connection failed', { connectionId, error: error as Error });
  const isClientError = error instanceof ApiGatewayManagementApiServiceException && error.$fault === 'client';
  return { outcome: 'failed', ...(!isClientError && { isLost: true }) };
};

const onceMoreWhenLost = retry(
  handleWhenResult((tried) => (tried as Tried).isLost === true),
  { maxAttempts: 1 },
);

/** Posts to connections, looks at them and closes them through API Gateway. */
export class ApiGatewayConnectionGateway implements ConnectionGateway, Sockets {
  readonly #client: ApiGatewayManagementApiClient;

  constructor(client: ApiGatewayManagementApiClient) {
    this.#client = client;
  }

  async post(connectionId: string, frame: ServerEvent | EventBatch | ErrorFrame): Promise<PostOutcome> {
    const command = new PostToConnectionCommand({ ConnectionId: connectionId, Data: JSON.stringify(frame) });
    const { outcome } = await onceMoreWhenLost.execute(() => this.#try(command, connectionId));
    return outcome;
  }

  async #try(command: PostToConnectionCommand, connectionId: string): Promise<Tried> {
    const tried = await this.#client.send(command).then(
      (): Tried => ({ outcome: 'delivered' }),
      (error: unknown) => outcomeOf(error, connectionId),
    );
    countPost(tried.outcome);
    return tried;
  }

  async look(connectionId: string): Promise<SocketState> {
    try {
      const { LastActiveAt } = await this.#client.send(new GetConnectionCommand({ ConnectionId: connectionId }));
      return { state: 'open', lastActiveAtMs: LastActiveAt?.getTime() };
    } catch (error) {
      if (error instanceof GoneException) return { state: 'gone' };
      throw error;
    }
  }

  async close(connectionId: string): Promise<void> {
    try {
      await this.#client.send(new DeleteConnectionCommand({ ConnectionId: connectionId }));
    } catch (error) {
      if (!(error instanceof GoneException)) throw error;
    }
  }
}
