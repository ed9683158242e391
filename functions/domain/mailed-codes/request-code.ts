import { Unavailable } from '../errors.ts';
import { clientNetwork } from '../limits/client-network.ts';
import { type TakeTokenDeps, takeToken } from '../limits/take-token.ts';
import type { CodeQueue } from './code-queue.ts';
import type { MailedCodeKey } from './mailed-codes.ts';

/** What asking for a code needs. */
export interface RequestCodeDeps extends TakeTokenDeps {
  readonly codeQueue: CodeQueue;
  /** Whether the deployment sends mail at all. */
  readonly sendsMail: boolean;
  /** A new UUID, ordered by time. */
  readonly newId: () => string;
}

/**
 * Asks for a code by mail. It does the same whoever has the address, so neither the answer nor its time tells.
 *
 * @throws RateLimited too many were asked for from the address, or for the mailbox
 * @throws Unavailable the deployment sends no mail
 */
export const requestCode = async (
  deps: RequestCodeDeps,
  { purpose, email, address }: MailedCodeKey & { readonly address: string },
): Promise<void> => {
  if (!deps.sendsMail) throw new Unavailable('cannot send a code; the deployment sends no mail');
  await takeToken(deps, { action: 'ask-for-code', address: clientNetwork(address) });
  await takeToken(deps, { action: 'get-code', name: { kind: 'email', value: email } });
  await deps.codeQueue.put({ requestId: deps.newId(), purpose, email });
};
