import {
  ThrottlingException,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';

const $metadata = {};

/** A call that timed out: nobody knows whether it was done. */
export const timedOut = (): Error => Object.assign(new Error('made up: no answer in time'), { name: 'TimeoutError' });

/** A table that takes no more just now. */
export const throttled = (): Error => new ThrottlingException({ message: 'made up: throttled', $metadata });

/** A transaction that is cancelled for a reason that passes; nothing was written. */
export const cancelled = (writes: number, reason: 'TransactionConflict' | 'ThrottlingError'): Error =>
  new TransactionCanceledException({
    message: 'made up: cancelled',
    $metadata,
    CancellationReasons: Array.from({ length: writes }, (_, index) => ({ Code: index === 0 ? reason : 'None' })),
  });

/** A single write that met a transaction on its item; nothing was written. */
export const conflicted = (): Error => new TransactionConflictException({ message: 'made up: conflict', $metadata });
