import type { MailedCodeKey } from './mailed-codes.ts';

/** That somebody wants a code; whether anybody gets one is decided later, so that asking takes as long for everybody. */
export interface CodeRequest extends MailedCodeKey {
  /** Names the request, so that one that comes twice is mailed once. A UUID ordered by time: a later request's is greater. */
  readonly requestId: string;
}

/** Requests for codes that wait to be mailed. */
export interface CodeQueue {
  put(request: CodeRequest): Promise<void>;
}
