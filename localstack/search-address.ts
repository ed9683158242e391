import type { SearchAddress } from '../functions/platform/search/open-search.ts';

/** How requests to an endpoint on AWS are signed follows from what it is: a domain's, or a serverless collection's. */
export const searchAddressOnAws = (endpoint: string): SearchAddress => ({
  endpoint,
  service: /\.aoss\.[^.]+\.on\.aws|\.aoss\.amazonaws\.com/.test(endpoint) ? 'aoss' : 'es',
});
