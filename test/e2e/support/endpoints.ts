/** Where the deployment under test listens; test/e2e/setup.ts says so. */
export interface Endpoints {
  /** Name of the local cloud's instance. */
  readonly instance: string;
  /** The one origin in front, without /api/v1. */
  readonly http: string;
  readonly websocket: string;
  /** The local cloud's own endpoint for AWS APIs. */
  readonly gateway: string;
  /** The file that mail is caught in, a line of JSON each. */
  readonly mail: string;
  readonly outputs: Readonly<Record<string, string>>;
}

export const endpoints = (): Endpoints => JSON.parse(String(process.env.CHEMCHAT_ENDPOINTS)) as Endpoints;

/** A stack's output by its name. */
export const output = (name: string): string => {
  const value = endpoints().outputs[name];
  if (value === undefined) throw new Error(`the deployment has no output ${name}`);
  return value;
};
