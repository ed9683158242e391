import type * as z from 'zod';
import type { ErrorCode } from '../error-codes.ts';

/** One HTTP route: what CDK routes, the handler validates, and the OpenAPI document describes. */
export interface HttpRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With parameters in braces, as API Gateway and OpenAPI write them. */
  readonly path: string;
  /** Further paths that the same function answers; not part of the documents. */
  readonly morePaths?: readonly string[];
  /**
   * open: anybody; bearer: a valid access token, checked by the authorizer before the function runs; optional: anybody in
   * some cases, in which an access token that comes along counts for nothing, and else who has a valid one.
   */
  readonly authentication: 'open' | 'bearer' | 'optional';
  readonly summary: string;
  readonly parameters?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** The headers that it looks at, by their names in lower case. */
  readonly headers?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Answers by status; undefined: no JSON body. */
  readonly answers: Readonly<Record<number, { readonly description: string; readonly schema?: z.ZodType }>>;
  /** What it may answer beside VALIDATION_FAILED, UNAUTHENTICATED (bearer) and INTERNAL. */
  readonly errors: readonly ErrorCode[];
}

/** Several routes, by the file of their handler in functions/http. */
export type HttpRoutes = Readonly<Record<string, HttpRoute>>;

/** Answers of a route that has nothing to tell. */
export const done = { 204: { description: 'Done' } } as const;
