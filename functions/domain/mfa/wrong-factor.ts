import { Invalid } from '../errors.ts';

/** The answer to somebody who is signed in and shows a wrong code. */
export const wrongFactor = (path: 'code' | 'recoveryCode'): Invalid =>
  new Invalid(
    [{ path, message: 'is not right, or was used before' }],
    'cannot do this; the second factor is not right',
  );
