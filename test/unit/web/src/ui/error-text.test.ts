import { expect, it } from '@jest/globals';
import type * as z from 'zod';
import { ChatError } from '../../../../../client/src/index.ts';
import { RegisterBody } from '../../../../../functions/contract/identity.ts';
import { ResetBody } from '../../../../../functions/contract/mailed-codes.ts';
import { errorText, fieldProblems, ProblemForPerson } from '../../../../../web/src/ui/error-text.ts';
import { fieldText } from '../../../../../web/src/ui/field-text.ts';
import { formatSize } from '../../../../../web/src/ui/format-size.ts';

it('says what went wrong in words for the person it went wrong for', () => {
  const text = (code: ChatError['code'], over = {}) => errorText(new ChatError('cannot do it; why', { code, ...over }));
  expect(text('INVALID_CREDENTIALS')).toContain('do not match');
  expect(text('RATE_LIMITED', { retryAfterMs: 4200 })).toBe('Too many tries. Try again in 5 seconds.');
  expect(text('VALIDATION_FAILED', { errors: [{ path: 'password', message: 'must be at least 8 characters' }] })).toBe(
    'Choose a password of at least 8 characters.',
  );
  const taken = { errors: [{ path: 'email', message: 'is taken' }] };
  expect(text('ALREADY_EXISTS', taken)).toBe(
    'That address has an account already. Sign in with it, or use another one.',
  );
  expect(text('ALREADY_EXISTS')).toBe('There is one already.');
  expect(errorText(new ProblemForPerson('Enter your name.'))).toBe('Enter your name.');
  expect(errorText(new TypeError('x is undefined'))).toBe('Something went wrong here.');
});

it.each([
  ['tenant', 'must be 1 to 40 lower-case letters, digits or inner hyphens', /^The short name of a team has at most 40/],
  ['newPassword', 'must be at least 8 characters', /^Choose a password of at least 8 characters\.$/],
  ['newPassword', 'must be at most 256 characters', /^New password must be at most 256 characters\.$/],
  ['code', 'is not the code, or can no longer be used', /^That code is not right, or can’t be used any more\.$/],
  ['displayName', 'must be at most 128 bytes of UTF-8', /^Name is too long\.$/],
  ['displayName', 'must be a single line', /^Name must be a single line\.$/],
] as const)('calls the field %s as its form does: %s', (path, message, said) => {
  expect(fieldText({ path, message })).toMatch(said);
});

it('has the sentences for what the contract refuses a form for', () => {
  const refused = (schema: z.ZodType, value: unknown) => {
    const { error } = schema.safeParse(value);
    return error?.issues.map(({ path, message }) => fieldText({ path: path.join('.'), message })) ?? [];
  };
  const account = { email: 'ada', password: 'short', displayName: 'Ada', tenant: 'Lab 3' };
  const said = [
    ...refused(RegisterBody, account),
    ...refused(ResetBody, { email: 'a@b.de', code: '1', newPassword: ' eight chars' }),
  ];
  expect(said).toHaveLength(5);
  for (const sentence of said) expect(sentence).not.toMatch(/ must | not be /);
});

it('finds the fields that something is wrong with, if all of it is in fields of the form', () => {
  const isField = (name: string) => ['email', 'code'].includes(name);
  const error = (...paths: readonly string[]) =>
    new ChatError('cannot do it', {
      code: 'VALIDATION_FAILED',
      errors: paths.map((path) => ({ path, message: 'is not this one' })),
    });
  expect(fieldProblems(error('code', 'email'), isField)).toEqual({
    code: 'Code is not this one.',
    email: 'Email is not this one.',
  });
  expect(fieldProblems(error('code', 'deviceId'), isField)).toBeUndefined();
  expect(fieldProblems(error(), isField)).toBeUndefined();
  expect(fieldProblems(new ProblemForPerson('Enter the code.', 'code'), isField)).toEqual({ code: 'Enter the code.' });
  expect(fieldProblems(new ProblemForPerson('Choose whom to write to.'), isField)).toBeUndefined();
  expect(fieldProblems(new TypeError('x is undefined'), isField)).toBeUndefined();
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
