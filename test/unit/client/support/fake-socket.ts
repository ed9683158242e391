import type { SocketLike } from '../../../../client/src/runtime.ts';

/** The client's end of a connection of the fake gateway. */
export class FakeSocket implements SocketLike {
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: never) => void) | null = null;
  onclose: ((event: never) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  readonly url: string;
  readonly #sent: (text: string) => void;
  readonly #closing: () => void;

  constructor(url: string, { sent, closing }: { sent(text: string): void; closing(): void }) {
    this.url = url;
    this.#sent = sent;
    this.#closing = closing;
  }

  send(data: string): void {
    this.#sent(data);
  }

  close(): void {
    this.#closing();
  }

  opened(): void {
    this.onopen?.({} as never);
  }

  hears(data: string): void {
    this.onmessage?.({ data } as never);
  }

  wasClosed(code: number): void {
    this.onclose?.({ code } as never);
  }
}
