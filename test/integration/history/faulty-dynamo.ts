import {
  BatchGetCommand,
  type BatchGetCommandOutput,
  DeleteCommand,
  type DynamoDBDocumentClient,
  PutCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { RandomStream } from '../../history/random-stream.ts';
import { cancelled, conflicted, throttled, timedOut } from './dynamo-errors.ts';
import type { CallFault, CallKind, Faults } from './faults.ts';
import type { Scheduler } from './scheduler.ts';
import type { TableWatch } from './table-watch.ts';

/** Any command of the document client. */
type Command = Parameters<DynamoDBDocumentClient['send']>[0];

/** The writes of a transaction. */
export type TransactItems = NonNullable<TransactWriteCommand['input']['TransactItems']>;

/** What the calls of all functions go through. */
export interface FaultyDynamoParts {
  readonly client: DynamoDBDocumentClient;
  readonly chatTable: string;
  readonly scheduler: Scheduler;
  readonly faults: Faults;
  readonly watch: TableWatch;
  /** Breaks transactions on purpose, to show that the checks find it. */
  readonly sabotage?: ((items: TransactItems) => TransactItems) | undefined;
}

/** In the Live table transactions write pending drafts alone, and only a draft's withdrawal meets them. */
const kindOf = (command: Command, chatTable: string): CallKind => {
  if (command instanceof TransactWriteCommand) return 'transaction';
  if (command instanceof DeleteCommand) return 'write';
  if (command instanceof UpdateCommand || command instanceof PutCommand) {
    return command.input.TableName === chatTable ? 'write' : 'live-write';
  }
  return command instanceof BatchGetCommand ? 'batch-read' : 'read';
};

/** The answer to a batch of which one key, any, was left over. */
const leavingOne = async (
  client: DynamoDBDocumentClient,
  command: BatchGetCommand,
  stream: RandomStream,
): Promise<BatchGetCommandOutput> => {
  const [[table, { Keys = [], ...options }] = ['', {}]] = Object.entries(command.input.RequestItems ?? {});
  if (Keys.length < 2) return client.send(command);
  const left = stream.below(Keys.length);
  const batch = (some: typeof Keys) => ({ [table]: { Keys: some, ...options } });
  const answer = await client.send(
    new BatchGetCommand({ RequestItems: batch(Keys.filter((_key, index) => index !== left)) }),
  );
  return { ...answer, UnprocessedKeys: batch(Keys.slice(left, left + 1)) };
};

const crashes: readonly CallFault[] = ['crash-before', 'crash-after'];

/**
 * The document client as one running function has it: each call waits for its turn, and may go wrong as the stream
 * decides. `crash` is told when the function ends there; the call then never comes back.
 */
export const faultyDynamo = (
  { client, chatTable, scheduler, faults, watch, sabotage = (items) => items }: FaultyDynamoParts,
  stream: RandomStream,
  crash: () => void,
): DynamoDBDocumentClient => {
  const run = async (command: Command): Promise<unknown> => {
    const sent =
      command instanceof TransactWriteCommand
        ? new TransactWriteCommand({ ...command.input, TransactItems: sabotage(command.input.TransactItems ?? []) })
        : command;
    const answer = await client.send(sent as never);
    await watch.written(sent);
    return answer;
  };
  const runWith = async (fault: CallFault, command: Command): Promise<unknown> => {
    switch (fault) {
      case 'refused':
        throw timedOut();
      case 'answer-lost':
        await run(command);
        throw timedOut();
      case 'crash-before':
        return undefined;
      case 'crash-after':
        // The function is gone either way; the call's own refusal is told to nobody.
        return run(command).catch(() => undefined);
      case 'conflict':
        if (!(command instanceof TransactWriteCommand)) throw conflicted();
        throw cancelled(command.input.TransactItems?.length ?? 0, 'TransactionConflict');
      case 'throttled':
        if (!(command instanceof TransactWriteCommand) || stream.chance(0.5)) throw throttled();
        throw cancelled(command.input.TransactItems?.length ?? 0, 'ThrottlingError');
      case 'unprocessed':
        return leavingOne(client, command as BatchGetCommand, stream);
      case 'none':
        return run(command);
    }
  };
  const send = async (command: Command): Promise<unknown> => {
    const fault = faults.next(stream, kindOf(command, chatTable));
    const answer = await scheduler.turn(() => runWith(fault, command));
    if (!crashes.includes(fault)) return answer;
    crash();
    return new Promise(() => undefined);
  };
  return { send } as unknown as DynamoDBDocumentClient;
};
