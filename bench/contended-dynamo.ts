import { TransactionCanceledException, TransactionConflictException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  PutCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';

type Command = Parameters<DynamoDBDocumentClient['send']>[0];

/**
 * How long calls take, in ms. Reads, writes and a transaction of five items: published medians of DynamoDB. What each
 * further item adds is an assumption.
 */
const readMs = 5;
const writeMs = 7.6;
const transactionMs = 25;
const furtherItemMs = 0.4;

const msOf = (command: Command): number => {
  if (command instanceof TransactWriteCommand) {
    return transactionMs + furtherItemMs * Math.max(0, (command.input.TransactItems?.length ?? 0) - 5);
  }
  const isWrite = [PutCommand, UpdateCommand, DeleteCommand].some((kind) => command instanceof kind);
  return isWrite ? writeMs : readMs;
};

const textOf = (key: Record<string, unknown> | undefined): string => `${key?.PK} ${key?.SK}`;

const itemsWritten = (command: Command): readonly string[] => {
  if (command instanceof TransactWriteCommand) {
    const items = command.input.TransactItems ?? [];
    return items.map(({ Put, Update, Delete }) => textOf(Put?.Item ?? Update?.Key ?? Delete?.Key));
  }
  if (command instanceof PutCommand) return [textOf(command.input.Item)];
  return command instanceof UpdateCommand || command instanceof DeleteCommand ? [textOf(command.input.Key)] : [];
};

const wait = (ms: number) => new Promise((wake) => setTimeout(wake, ms));

/**
 * DynamoDB Local as it would be if its calls took AWS's time, and its transactions held their items meanwhile: whoever
 * writes to one of them is answered TransactionConflict, as on AWS.
 */
export const contendedDynamo = (client: DynamoDBDocumentClient): DynamoDBDocumentClient => {
  const held = new Set<string>();
  const send = async (command: Command): Promise<unknown> => {
    const items = itemsWritten(command);
    if (items.some((item) => held.has(item))) {
      await wait(writeMs);
      if (!(command instanceof TransactWriteCommand)) {
        throw new TransactionConflictException({ message: 'conflict', $metadata: {} });
      }
      const CancellationReasons = items.map(() => ({ Code: 'TransactionConflict' }));
      throw new TransactionCanceledException({ message: 'conflict', $metadata: {}, CancellationReasons });
    }
    const isHolding = command instanceof TransactWriteCommand;
    if (isHolding) for (const item of items) held.add(item);
    try {
      const [answer] = await Promise.allSettled([client.send(command as never), wait(msOf(command))]);
      if (answer.status === 'rejected') throw answer.reason;
      return answer.value;
    } finally {
      if (isHolding) for (const item of items) held.delete(item);
    }
  };
  return { send } as unknown as DynamoDBDocumentClient;
};
