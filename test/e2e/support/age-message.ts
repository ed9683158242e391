import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { MessageKey } from '../../../functions/domain/search/search-index.ts';
import { keys } from '../../../functions/platform/keys.ts';
import { tables } from './cloud.ts';
import { output } from './endpoints.ts';

/** Makes a message as old as one has to be to count as late, and not older than what a pass looks back to before the last. */
export const ageMessage = async ({ sequenceNumber, ...conversation }: MessageKey): Promise<void> => {
  await tables().send(
    new UpdateCommand({
      TableName: output('ChatTableName'),
      Key: { ...keys.message(conversation, sequenceNumber) },
      UpdateExpression: 'SET #timestamp = :then',
      ExpressionAttributeNames: { '#timestamp': 'timestamp' },
      ExpressionAttributeValues: { ':then': new Date(Date.now() - 3 * 60_000).toISOString() },
    }),
  );
};
