import { AwsSigv4Signer } from '@opensearch-project/opensearch/aws-v3';
import PlainConnection from '@opensearch-project/opensearch/lib/Connection.js';
import errors from '@opensearch-project/opensearch/lib/errors.js';
import pool from '@opensearch-project/opensearch/lib/pool/index.js';
import Serializer from '@opensearch-project/opensearch/lib/Serializer.js';
import PlainTransport, { type TransportRequestParams } from '@opensearch-project/opensearch/lib/Transport.js';
import { BrokenCircuitError, ConsecutiveBreaker, circuitBreaker, handleWhen } from 'cockatiel';
import { Invalid, Unavailable } from '../../domain/errors.ts';

/** Where OpenSearch is, and how requests to it are signed: for a domain, for a serverless collection, or not at all. */
export interface SearchAddress {
  readonly endpoint: string;
  readonly service: 'es' | 'aoss' | 'plain';
}

/** Whose requests they are, as the AWS SDK finds it. */
export type Credentials = NonNullable<Parameters<typeof AwsSigv4Signer>[0]['getCredentials']>;

/** How one request is made. */
export interface RequestOptions {
  /** How long it may take, in ms, before OpenSearch counts as not answering. */
  readonly timeoutMs: number;
  /** Statuses beside success that the caller understands. */
  readonly accepts?: readonly number[];
}

/** An answer with a status that the caller understands. */
export interface OpenSearchAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: the answers of OpenSearch's API, which has no types but its client's own
  readonly body: any;
}

/** Failures in a row after which nobody waits for OpenSearch any more, and how long until one may try again, in ms. */
const failuresInARow = 3;
const tryAgainAfterMs = 5_000;

/** A query of more parts than it takes, which it says with a 500: asked again it would be the same. */
const hasTooManyParts = (error: unknown): boolean =>
  error instanceof errors.ResponseError &&
  /^too_many(_nested)?_clauses$/.test(error.body?.error?.root_cause?.[0]?.type ?? '');

/** It does not answer, or says that it is down or has too much to do: it may pass. All else is a fault of the request. */
const isOutage = (error: unknown): boolean =>
  error instanceof errors.ResponseError
    ? !hasTooManyParts(error) && (error.statusCode === 429 || error.statusCode >= 500)
    : error instanceof errors.OpenSearchClientError;

const unavailable = (cause: unknown): Unavailable =>
  new Unavailable('cannot search; search does not answer now, or is waking up', {
    cause,
    retryAfterMs: tryAgainAfterMs,
  });

const noEvents = () => true;

/**
 * The package's transport without its client, which has a method for each of OpenSearch's API and would double a
 * function's code.
 */
const transportTo = ({ endpoint, service }: SearchAddress, getCredentials: Credentials): PlainTransport => {
  const { Connection, Transport } =
    service === 'plain'
      ? { Connection: PlainConnection, Transport: PlainTransport }
      : AwsSigv4Signer({ service, region: process.env.AWS_REGION ?? '', getCredentials });
  const connectionPool = new pool.ConnectionPool({ Connection, resurrectStrategy: 'none', emit: noEvents });
  connectionPool.addConnection(endpoint);
  return new Transport({
    connectionPool,
    serializer: new Serializer(),
    emit: noEvents,
    maxRetries: 0,
    requestTimeout: 10_000,
    sniffEndpoint: '',
    compression: 'gzip',
    suggestCompression: true,
  });
};

/**
 * The way to OpenSearch, with a circuit breaker around it: after failures in a row it answers for some seconds that
 * search is unavailable, without asking.
 */
export class OpenSearch {
  readonly #transport: PlainTransport;
  readonly #breaker = circuitBreaker(handleWhen(isOutage), {
    halfOpenAfter: tryAgainAfterMs,
    breaker: new ConsecutiveBreaker(failuresInARow),
  });

  constructor(address: SearchAddress, credentials: Credentials) {
    this.#transport = transportTo(address, credentials);
  }

  /**
   * Asks once.
   *
   * @throws Unavailable it does not answer, or can't now
   * @throws Invalid the query has more words, or parts of words, than can be looked for
   * @throws ResponseError it refuses the request
   */
  async request(
    request: TransportRequestParams,
    { timeoutMs, accepts = [] }: RequestOptions,
  ): Promise<OpenSearchAnswer> {
    try {
      const { statusCode, body } = await this.#breaker.execute(() =>
        this.#transport.request(request, { requestTimeout: timeoutMs, ignore: [...accepts] }),
      );
      return { status: statusCode ?? 0, body };
    } catch (error) {
      if (hasTooManyParts(error)) throw new Invalid([{ path: 'q', message: 'must have fewer words' }]);
      if (error instanceof BrokenCircuitError || isOutage(error)) throw unavailable(error);
      throw error;
    }
  }
}
