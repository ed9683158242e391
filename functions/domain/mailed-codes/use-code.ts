import { timingSafeEqual } from 'node:crypto';
import { Invalid } from '../errors.ts';
import { clientNetwork } from '../limits/client-network.ts';
import { type TakeTokenDeps, takeToken } from '../limits/take-token.ts';
import { hashCode } from './hash-code.ts';
import type { MailedCodeKey, MailedCodes } from './mailed-codes.ts';

/** What using a code needs. */
export interface UseCodeDeps extends TakeTokenDeps {
  readonly codes: Pick<MailedCodes, 'countTry' | 'claim' | 'remove'>;
}

/** Somebody who shows a code. */
export interface UseCode extends MailedCodeKey {
  readonly code: string;
  /** The client's IP address. */
  readonly address: string;
}

/** One answer for a wrong code, one that is used or too old, and an address that nobody has. */
const wrongCode = () =>
  new Invalid([{ path: 'code', message: 'is not the code, or can no longer be used' }], 'cannot use the code');

const isEqual = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));

/**
 * Does what a code is for, if it is the right one; and then it is used. A try is counted before it is looked at, so many at
 * once are no more tries. Of several with the right code one goes on. `effect` has to bear a repeat, under the same id:
 * where it fails or ends half-way, the code can be shown again after 15 s.
 *
 * @throws RateLimited too many tries from the address, or for the mailbox
 * @throws Invalid it is not the code, or can no longer be used
 */
export const useCode = async (
  deps: UseCodeDeps,
  { purpose, email, code, address }: UseCode,
  effect: (requestId: string) => Promise<void>,
): Promise<void> => {
  await takeToken(deps, { action: 'show-code', address: clientNetwork(address) });
  await takeToken(deps, { action: 'try-code', name: { kind: 'email', value: email } });
  const [key, nowMs] = [{ purpose, email }, deps.clock.nowMs()];
  const kept = await deps.codes.countTry(key, nowMs);
  // Hashed for nobody too, so that the time does not tell whether there is a code.
  const hash = await hashCode(code, kept?.salt ?? 'nobody');
  if (kept === undefined || !isEqual(hash, kept.hash)) throw wrongCode();
  if (!(await deps.codes.claim(key, kept.requestId, nowMs))) throw wrongCode();
  await effect(kept.requestId);
  await deps.codes.remove(key, kept.requestId);
};
