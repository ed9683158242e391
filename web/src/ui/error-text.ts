import { ChatError } from '@chemchat/client';
import { fieldText } from './field-text.ts';

/** What went wrong, in words for the person it went wrong for. */
export const errorText = (error: unknown): string => {
  if (!(error instanceof ChatError))
    return error instanceof ProblemForPerson ? error.message : 'Something went wrong here.';
  switch (error.code) {
    case 'INVALID_CREDENTIALS':
      return 'The email and the password do not match, or the address is not confirmed yet.';
    case 'RATE_LIMITED': {
      const seconds = Math.ceil((error.retryAfterMs ?? 1000) / 1000);
      return `Too many tries. Try again in ${seconds === 1 ? 'a second' : `${seconds} seconds`}.`;
    }
    case 'NO_ANSWER':
      return 'ChemChat does not answer. Check your connection and try again.';
    case 'UNAVAILABLE':
    case 'INTERNAL':
      return 'ChemChat has trouble at the moment. Try again soon.';
    case 'NOT_FOUND':
      return 'That is not there any more.';
    case 'FORBIDDEN':
      return 'You may not do that.';
    case 'ALREADY_EXISTS':
      return fieldTexts(error) || 'There is one already.';
    case 'STALE_REVISION':
      return 'It was changed meanwhile.';
    case 'VALIDATION_FAILED':
      return fieldTexts(error) || sentence(error.message);
    default:
      return sentence(error.message);
  }
};

const fieldTexts = ({ errors = [] }: ChatError): string => errors.map(fieldText).join(' ');

/** What is wrong with fields of a form, by their names; of a field the first that was found. */
export type FieldProblems = Readonly<Record<string, string>>;

/** What is wrong with which fields; undefined where the fault is not in fields alone, of these names. */
export const fieldProblems = (error: unknown, isField: (name: string) => boolean): FieldProblems | undefined => {
  const found =
    error instanceof ProblemForPerson && error.field !== undefined
      ? [[error.field, error.message] as const]
      : error instanceof ChatError
        ? (error.errors ?? []).map((one) => [one.path, fieldText(one)] as const)
        : [];
  if (found.length === 0 || !found.every(([name]) => isField(name))) return undefined;
  return Object.fromEntries(found.toReversed());
};

/** A problem whose message is for the person. */
export class ProblemForPerson extends Error {
  override readonly name = 'ProblemForPerson';
  /** The field of the form that it is in; undefined: none in particular. */
  readonly field: string | undefined;

  constructor(message: string, field?: string) {
    super(message);
    this.field = field;
  }
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
