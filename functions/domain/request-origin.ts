/** Where a request came from, as the audit keeps it. */
export interface RequestOrigin {
  /** Follows the request through logs, stream, bus and consumers. */
  readonly correlationId: string;
  /** The client's IP address. */
  readonly ip: string | null;
  /** As the client says, cut. */
  readonly userAgent: string | null;
}
