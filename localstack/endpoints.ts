import { writeFileSync } from 'node:fs';
import type { Instance } from './instance.ts';
import { frontUrl } from './start-front.ts';

/** Where a deployment listens, as clients outside the repository read it. */
export interface Endpoints {
  /** Base URL, without /api/v1. */
  readonly http: string;
  readonly websocket: string;
  readonly web: string;
  /** Left out while search does not run. */
  readonly search?: string;
}

/** The endpoints of an instance; `search` as it was started. */
export const endpointsOf = (instance: Instance, search: string | undefined): Endpoints => {
  const http = frontUrl(instance);
  return { http, websocket: `${http.replace(/^http/, 'ws')}/ws`, web: http, ...(search && { search }) };
};

/** Writes the endpoints where clients look for them. */
export const writeEndpoints = (instance: Instance, endpoints: Endpoints): void => {
  writeFileSync(instance.endpointsFile, `${JSON.stringify(endpoints, undefined, 2)}\n`);
};
