/** What the gateway knows of a socket. */
export type SocketState =
  | { readonly state: 'open' /** Where the gateway tells it. */; readonly lastActiveAtMs: number | undefined }
  | { readonly state: 'gone' };

/** The sockets behind connections. */
export interface Sockets {
  look(connectionId: string): Promise<SocketState>;
  /** Nothing happens where it is gone. */
  close(connectionId: string): Promise<void>;
}
