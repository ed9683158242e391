/** Stops what setup.ts started. */
export default async () => {
  await (globalThis as { stopDynamoDbLocal?: () => Promise<void> }).stopDynamoDbLocal?.();
};
