import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';

/** What a conditional write gives; undefined where its condition failed. */
export const unlessRefused = async <Answer>(written: Promise<Answer>): Promise<Answer | undefined> => {
  try {
    return await written;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
};
