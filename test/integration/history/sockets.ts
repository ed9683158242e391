import type { ConnectionGateway, PostOutcome } from '../../../functions/domain/delivery/connection-gateway.ts';
import type { Scheduler } from './scheduler.ts';

/** What the server sends to a connection. */
export type Frame = Parameters<ConnectionGateway['post']>[1];

/**
 * opening: the handshake goes on, and API Gateway answers 410 until $connect has come to its end;
 * open: frames arrive; dead: posts succeed and nothing arrives; closed: the gateway knows that it is gone.
 */
type SocketState = 'opening' | 'open' | 'dead' | 'closed';

interface Socket {
  state: SocketState;
  readonly receive: (frame: Frame) => void;
}

/** The sockets between the gateway and the clients. Frames under way on one arrive in any order. */
export class Sockets {
  readonly #sockets = new Map<string, Socket>();
  readonly #scheduler: Scheduler;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  /** Starts a handshake. */
  dial(connectionId: string, receive: (frame: Frame) => void): void {
    this.#sockets.set(connectionId, { state: 'opening', receive });
  }

  /** Ends a handshake, or a socket, with or without the gateway knowing. */
  turn(connectionId: string, state: 'open' | 'dead' | 'closed'): void {
    const socket = this.#sockets.get(connectionId);
    if (socket) socket.state = state;
  }

  /** A post as API Gateway takes it. */
  post(connectionId: string, frame: Frame): PostOutcome {
    const socket = this.#sockets.get(connectionId);
    if (socket === undefined || socket.state === 'closed' || socket.state === 'opening') return 'gone';
    const text = JSON.stringify(frame);
    if (socket.state === 'open') {
      void this.#scheduler.turn(() => {
        if (socket.state === 'open') socket.receive(JSON.parse(text));
      });
    }
    return 'delivered';
  }
}
