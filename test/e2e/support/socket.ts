import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { WebSocket } from 'ws';
import { endpoints } from './endpoints.ts';

/** A frame as it came. */
export type Frame = Record<string, unknown> & { readonly type: string };

const answerWithinMs = 20_000;

/** A plain WebSocket client: it keeps every frame it gets, in the order of arrival. */
export class Socket {
  readonly frames: Frame[] = [];
  readonly #socket: WebSocket;
  readonly #arrivals = new EventEmitter();
  #listener: ((frame: Frame) => void) | undefined;
  /** The code of the close frame, once closed. */
  closeCode: number | undefined;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => {
      const frame = JSON.parse(String(data)) as Frame;
      this.frames.push(frame);
      this.#listener?.(frame);
      this.#arrivals.emit('frame');
    });
    socket.on('close', (code) => {
      this.closeCode = code;
      this.#arrivals.emit('frame');
    });
    this.#arrivals.setMaxListeners(0);
  }

  /** Connects; rejects with the status where the handshake is refused. */
  static async open(token: string | undefined, headers: Record<string, string> = {}, query = ''): Promise<Socket> {
    const url = token === undefined ? endpoints().websocket : `${endpoints().websocket}?token=${token}${query}`;
    const socket = new WebSocket(url, { headers, handshakeTimeout: answerWithinMs });
    const opened = new Socket(socket);
    socket.once('unexpected-response', (_request, response) => {
      socket.emit('error', new Error(`refused with ${response.statusCode}`));
    });
    await once(socket, 'open');
    return opened;
  }

  /** Tells of each frame, those that came before first; or, without a listener, of none any more. */
  listen(listener: ((frame: Frame) => void) | undefined): void {
    this.#listener = listener;
    if (listener) for (const frame of this.frames) listener(frame);
  }

  /** Sends text as it is. */
  sendText(text: string): void {
    this.#socket.send(text);
  }

  /** Sends an action and waits for its one answer. */
  async ask(action: string, fields: Record<string, unknown> = {}): Promise<Frame> {
    const requestId = randomUUID();
    this.sendText(JSON.stringify({ action, requestId, ...fields }));
    return this.frame((frame) => frame.requestId === requestId);
  }

  /** Waits for the first frame, also of those that came before, that satisfies the condition. */
  async frame(condition: (frame: Frame) => boolean): Promise<Frame> {
    const [found] = await this.framesUntil((frames) => frames.some(condition), condition);
    return found as Frame;
  }

  /** Waits until `done`, and gives the frames that are `wanted`. */
  async framesUntil(
    done: (frames: readonly Frame[]) => boolean,
    wanted: (frame: Frame) => boolean = () => true,
  ): Promise<Frame[]> {
    const signal = AbortSignal.timeout(answerWithinMs);
    while (!done(this.frames)) {
      if (this.closeCode !== undefined) throw new Error(`the connection was closed with ${this.closeCode}`);
      await once(this.#arrivals, 'frame', { signal });
    }
    return this.frames.filter(wanted);
  }

  /** The frames of a conversation's messages, in the order of arrival, repeats among them. */
  messagesOf(conversationId: string): Frame[] {
    return this.frames.filter((frame) => frame.type === 'message.created' && frame.conversationId === conversationId);
  }

  /** The numbers of a conversation's messages as a client shows them: in order, repeats dropped. */
  numbersOf(conversationId: string): number[] {
    const numbers = this.messagesOf(conversationId).map(({ sequenceNumber }) => sequenceNumber as number);
    return [...new Set(numbers)].sort((one, other) => one - other);
  }

  /** Waits until the server closes it. */
  async closed(): Promise<void> {
    const signal = AbortSignal.timeout(answerWithinMs);
    while (this.closeCode === undefined) await once(this.#arrivals, 'frame', { signal });
  }

  /** Goes without a close frame. */
  terminate(): void {
    this.#socket.terminate();
  }

  async close(): Promise<void> {
    if (this.closeCode !== undefined) return;
    this.#socket.close();
    await once(this.#socket, 'close');
  }
}
