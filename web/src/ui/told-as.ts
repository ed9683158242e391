import { ChatError, type ErrorCode } from '@chemchat/client';
import { ProblemForPerson } from './error-text.ts';

/**
 * Does something of which one kind of error means something particular.
 *
 * @param field of the form that it is then in, if in one
 * @throws ProblemForPerson with these words, where it failed with that code; else what it failed with
 */
export const toldAs = async <Result>(
  code: ErrorCode,
  words: string,
  action: Promise<Result>,
  field?: string,
): Promise<Result> => {
  try {
    return await action;
  } catch (error) {
    throw error instanceof ChatError && error.code === code ? new ProblemForPerson(words, field) : error;
  }
};
