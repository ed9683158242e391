import { ChatError } from '@chemchat/client';

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
      return 'There is one already.';
    case 'STALE_REVISION':
      return 'It was changed meanwhile.';
    case 'VALIDATION_FAILED':
      return sentence(
        (error.errors ?? []).map(({ path, message }) => `${path} ${message}`).join('; ') || error.message,
      );
    default:
      return sentence(error.message);
  }
};

/** A problem whose message is for the person. */
export class ProblemForPerson extends Error {
  override readonly name = 'ProblemForPerson';
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
