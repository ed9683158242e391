import {
  type ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  GoneException,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import type { SocketState, Sockets } from '../domain/connections/sockets.ts';
import type { ConnectionGateway, PostOutcome } from '../domain/delivery/connection-gateway.ts';
import { logger } from './observability.ts';

/** Posts to connections, looks at them and closes them through API Gateway. */
export class ApiGatewayConnectionGateway implements ConnectionGateway, Sockets {
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
