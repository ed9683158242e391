import { systemClock } from '../../domain/clock.ts';
import { NotFound } from '../../domain/errors.ts';
import type { SearchIndex } from '../../domain/search/search-index.ts';
import { dynamoClient } from '../clients.ts';
import { environment } from '../environment.ts';
import { readAlias } from './index-names.ts';
import { OpenSearch, type SearchAddress } from './open-search.ts';
import { OpenSearchIndex } from './open-search-index.ts';

/** Where search is; undefined: this deployment has none. */
export const searchAddress = (): SearchAddress | undefined => {
  const [endpoint, service] = [environment('SEARCH_ENDPOINT'), environment('SEARCH_SERVICE')];
  return service === 'none' ? undefined : { endpoint, service };
};

const openSearchAt = (address: SearchAddress): OpenSearch =>
  new OpenSearch(address, () => dynamoClient().config.credentials());

/** The index at an address. A serverless collection shards by itself. */
export const searchIndexAt = (address: SearchAddress): OpenSearchIndex =>
  new OpenSearchIndex(openSearchAt(address), { routes: address.service !== 'aoss', clock: systemClock });

/** The index of a deployment without search: there is no such thing. */
const noIndex: SearchIndex = {
  findMessages: () => Promise.reject(new NotFound('search; this deployment has none')),
  findConversations: () => Promise.reject(new NotFound('search; this deployment has none')),
};

/** The index that functions search. */
export const searchIndex = (): SearchIndex => {
  const address = searchAddress();
  return address === undefined ? noIndex : searchIndexAt(address);
};

/** Asks an index of nothing, for the least that a search takes. */
export const probeOf = (address: SearchAddress): (() => Promise<unknown>) => {
  const openSearch = openSearchAt(address);
  return () =>
    openSearch.request(
      {
        method: 'POST',
        path: `/${readAlias}/_search`,
        querystring: { ignore_unavailable: true, allow_no_indices: true },
        body: { size: 0, terminate_after: 1 },
      },
      { timeoutMs: 2_000 },
    );
};
