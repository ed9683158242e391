import { ChatError, uploadFile } from '@chemchat/client';
import { ProblemForPerson } from '../ui/error-text.ts';

/**
 * Uploads a file, as `uploadFile` does.
 *
 * @throws ProblemForPerson files of its type are not accepted; else what it failed with
 */
export const upload: typeof uploadFile = async (...args) => {
  try {
    return await uploadFile(...args);
  } catch (error) {
    const isOfType = error instanceof ChatError && error.errors?.some(({ path }) => path === 'contentType');
    throw isOfType ? new ProblemForPerson('Files of this type are not accepted.') : error;
  }
};
