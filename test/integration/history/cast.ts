import type { SessionId, UserId } from '../../../functions/contract/identifiers.ts';
import type { Caller } from '../../../functions/domain/caller.ts';
import { tenantId } from '../../builders/chat.ts';
import { RandomStream } from '../../history/random-stream.ts';

/** The people of a seed: their ids are the seed's too, since they decide the order in which members are listed. */
export const castOf = (seed: number, count: number): Caller[] => {
  const ids = new RandomStream(seed, 'cast');
  return Array.from({ length: count }, () => ({
    tenantId,
    userId: ids.uuid() as UserId,
    sessionId: ids.uuid() as SessionId,
  }));
};
