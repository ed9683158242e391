import { expect, it } from '@jest/globals';
import { ChatError } from '../../../../../client/src/index.ts';
import { errorText, ProblemForPerson } from '../../../../../web/src/ui/error-text.ts';
import { formatSize } from '../../../../../web/src/ui/format-size.ts';

it('says what went wrong in words for the person it went wrong for', () => {
  const text = (code: ChatError['code'], over = {}) => errorText(new ChatError('cannot do it; why', { code, ...over }));
  expect(text('INVALID_CREDENTIALS')).toContain('do not match');
  expect(text('RATE_LIMITED', { retryAfterMs: 4200 })).toBe('Too many tries. Try again in 5 seconds.');
  expect(text('VALIDATION_FAILED', { errors: [{ path: 'password', message: 'must be at least 8 characters' }] })).toBe(
    'Password must be at least 8 characters.',
  );
  expect(errorText(new ProblemForPerson('Enter your name.'))).toBe('Enter your name.');
  expect(errorText(new TypeError('x is undefined'))).toBe('Something went wrong here.');
});

it('says sizes in the unit that fits', () => {
  expect([0, 999, 1_500, 20_000_000, 3_000_000_000].map(formatSize)).toEqual([
    '0 B',
    '999 B',
    '1.5 kB',
    '20.0 MB',
    '3.0 GB',
  ]);
});
