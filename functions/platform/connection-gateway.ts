import {
  type ApiGatewayManagementApiClient,
  GoneException,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import type { ConnectionGateway, PostOutcome } from '../domain/delivery/connection-gateway.ts';
import { logger } from './observability.ts';

/** Posts to connections through API Gateway. */
export class ApiGatewayConnectionGateway implements ConnectionGateway {
  readonly #client: ApiGatewayManagementApiClient;

  constructor(client: ApiGatewayManagementApiClient) {
    this.#client = client;
  }

  async post(...[connectionId, frame]: Parameters<ConnectionGateway['post']>): Promise<PostOutcome> {
    try {
      await this.#client.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: JSON.stringify(frame) }));
      return 'delivered';
    } catch (error) {
      if (error instanceof GoneException) return 'gone';
      // The outcome tells the caller, which decides what follows; the reason would be lost here.
      logger.warn('post to connection failed', { connectionId, error: error as Error });
      return 'failed';
    }
  }
}
