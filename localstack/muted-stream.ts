import { setTimeout as sleep } from 'node:timers/promises';
import { LambdaClient, ListEventSourceMappingsCommand, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import type { Instance } from './instance.ts';
import { localAws } from './local-aws.ts';

/** A filter that no change of an item passes. */
const nothing = { Filters: [{ Pattern: JSON.stringify({ eventName: ['NONE'] }) }] };

/** The local cloud reads a stream each second, and goes on at once while there is more. */
const settleMs = 3_000;

/** Does something to a table whose stream's consumers shall not hear of it. */
export const withStreamMuted = async (
  instance: Instance,
  tableName: string,
  work: () => Promise<void>,
): Promise<void> => {
  const client = new LambdaClient(localAws(instance));
  const { EventSourceMappings = [] } = await client.send(new ListEventSourceMappingsCommand({}));
  const consumers = EventSourceMappings.filter(({ EventSourceArn }) => EventSourceArn?.includes(`table/${tableName}/`));
  for (const { UUID } of consumers) {
    await client.send(new UpdateEventSourceMappingCommand({ UUID, FilterCriteria: nothing }));
  }
  try {
    await work();
    if (consumers.length > 0) await sleep(settleMs);
  } finally {
    for (const { UUID, FilterCriteria = { Filters: [] } } of consumers) {
      await client.send(new UpdateEventSourceMappingCommand({ UUID, FilterCriteria }));
    }
  }
};
