import { TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { retryContended } from '../../domain/contention.ts';
import { Unavailable } from '../../domain/errors.ts';

/**
 * Tries a plain write again while it meets a transaction on the same item; `busy` says what could not be done.
 *
 * @throws Unavailable it met one each time; nothing was written
 */
export const retryConflicts = async <Answer>(write: () => Promise<Answer>, busy: string): Promise<Answer> => {
  const result = await retryContended.execute(async () => {
    try {
      return { outcome: 'written', answer: await write() } as const;
    } catch (error) {
      if (error instanceof TransactionConflictException) return { outcome: 'contended' } as const;
      throw error;
    }
  });
  if (result.outcome === 'contended') throw new Unavailable(busy);
  return result.answer;
};
