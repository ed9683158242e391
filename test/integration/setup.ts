import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startDynamoDbLocal } from '../../localstack/dynamodb-local.ts';

const directory = join(import.meta.dirname, '../../.local/integration');

/** Starts DynamoDB Local for all integration tests; each file makes tables of its own. */
export default async () => {
  mkdirSync(directory, { recursive: true });
  const { endpoint, stop } = await startDynamoDbLocal({ directory });
  process.env.DYNAMODB_LOCAL_ENDPOINT = endpoint;
  (globalThis as { stopDynamoDbLocal?: () => Promise<void> }).stopDynamoDbLocal = stop;
};
