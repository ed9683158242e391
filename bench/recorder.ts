import {
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  type QueryCommandInput,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { itemBytes, readUnits, writeUnits } from './dynamodb-units.ts';
import { RoundClock } from './round-clock.ts';

/** One call to AWS, as a function made it. */
export interface RecordedCall {
  /** As the SDK names it: GetItem, PutEvents, PostToConnection. */
  readonly command: string;
  readonly table?: 'Chat' | 'Live';
  /** In round trips since the invocation's start. */
  readonly beganAt: number;
  readonly endedAt: number;
  /** By AWS's rule, from the items' sizes. */
  readonly writeUnits: number;
  readonly readUnits: number;
  /** What DynamoDB Local says of the same call. */
  readonly consumedUnits?: number;
  /** Of the frame posted or the event put. */
  readonly bytes: number;
}

/** One invocation of a function, from its event to its answer. */
export interface RecordedInvocation<Result = unknown> {
  readonly calls: readonly RecordedCall[];
  /** Round trips that had to wait for each other. */
  readonly roundTrips: number;
  /** The lines that it logged. */
  readonly logs: readonly string[];
  readonly result: Result;
}

type Item = Record<string, unknown>;
type Input = Record<string, unknown>;
type Output = Record<string, unknown> & { readonly ConsumedCapacity?: unknown };
type Units = Pick<RecordedCall, 'writeUnits' | 'readUnits'>;

/** A client of the SDK, as far as recording needs to know it. */
interface SdkClient {
  readonly middlewareStack: {
    add(
      middleware: (
        next: (args: { input: Input }) => Promise<{ output: Output; response: unknown }>,
        context: { readonly commandName?: string },
      ) => (args: { input: Input }) => Promise<{ output: Output; response: unknown }>,
      options: { readonly step: 'initialize'; readonly name: string; readonly priority: 'high' },
    ): void;
  };
}

const noUnits: Units = { writeUnits: 0, readUnits: 0 };
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
const bytesOf = (item: Item | undefined): number =>
  item === undefined ? 0 : itemBytes(marshall(item, { removeUndefinedValues: true }));

/**
 * Records what functions call of AWS. DynamoDB Local answers for DynamoDB; posts to connections, events for the bus and
 * messages for queues are kept and answered here.
 */
export class Recorder {
  readonly #client: DynamoDBDocumentClient;
  readonly #chatTable: string;
  #clock = new RoundClock();
  #calls: RecordedCall[] = [];
  #postsFail = false;
  #faults: unknown[] = [];
  #messages: string[] = [];
  #events: { readonly DetailType: string; readonly Detail: string }[] = [];

  /** @param client reads what a recorded call wrote or read, unrecorded */
  constructor(client: DynamoDBDocumentClient, chatTable: string) {
    this.#client = client;
    this.#chatTable = chatTable;
  }

  /** Records all that this client does from now on. */
  readonly capture = <Client>(client: Client): Client => {
    (client as SdkClient).middlewareStack.add(
      (next, { commandName = '' }) =>
        async ({ input }) => {
          const command = commandName.replace(/Command$/, '');
          const { beganAt, endedAt, result } = await this.#clock.call(() => this.#make(command, input, next));
          if (result.status === 'rejected') {
            this.#calls.push({ command, beganAt, endedAt, ...noUnits, bytes: frameBytes(input) });
            throw result.reason;
          }
          const { answer, units } = result.value;
          const table = tableOf(input);
          const consumedUnits = consumedIn(answer.output.ConsumedCapacity);
          this.#calls.push({
            command,
            ...(table !== undefined && { table: table === this.#chatTable ? 'Chat' : 'Live' }),
            beganAt,
            endedAt,
            ...units,
            ...(consumedUnits !== undefined && { consumedUnits }),
            bytes: frameBytes(input),
          });
          return answer;
        },
      { step: 'initialize', name: 'record', priority: 'high' },
    );
    return client;
  };

  /**
   * Runs one invocation of a function, and records it.
   *
   * @throws a call that was refused, or whose units can't be told: what the function made of it would be counted wrong
   */
  async invoke<Result>(
    run: () => Promise<Result>,
    { postsFail = false }: { readonly postsFail?: boolean } = {},
  ): Promise<RecordedInvocation<Result>> {
    this.#clock = new RoundClock();
    this.#calls = [];
    this.#postsFail = postsFail;
    this.#faults = [];
    const logs = keepingLogs();
    try {
      const result = await run();
      if (this.#faults.length > 0) throw this.#faults[0];
      return { calls: this.#calls, roundTrips: this.#clock.round, logs: logs.lines(), result };
    } finally {
      logs.end();
    }
  }

  /** The events that were put on the bus since the last time. */
  takeEvents(): readonly { readonly DetailType: string; readonly Detail: string }[] {
    return this.#events.splice(0);
  }

  /** The bodies of the messages that were put on queues since the last time. */
  takeMessages(): readonly string[] {
    return this.#messages.splice(0);
  }

  async #make(
    command: string,
    input: Input,
    next: (args: { input: Input }) => Promise<{ output: Output; response: unknown }>,
  ): Promise<{ answer: { output: Output; response: unknown }; units: Units }> {
    const answered = (output: Output) => ({ answer: { output, response: {} }, units: noUnits });
    if (command === 'PostToConnection') {
      if (this.#postsFail) throw new Error('a post that fails');
      return answered({ $metadata: {} });
    }
    if (command === 'PutEvents') {
      const entries = input.Entries as { DetailType: string; Detail: string }[];
      this.#events.push(...entries);
      return answered({ $metadata: {}, FailedEntryCount: 0, Entries: entries.map(() => ({})) });
    }
    if (command === 'SendMessage') {
      this.#messages.push(input.MessageBody as string);
      return answered({ $metadata: {} });
    }
    try {
      const answer = await next({ input: { ...input, ReturnConsumedCapacity: 'TOTAL' } });
      return { answer, units: await this.#unitsOf(command, input, answer.output) };
    } catch (error) {
      this.#faults.push(error);
      throw error;
    }
  }

  async #unitsOf(command: string, input: Input, output: Output): Promise<Units> {
    const read = (units: number): Units => ({ writeUnits: 0, readUnits: units });
    const write = (units: number): Units => ({ writeUnits: units, readUnits: 0 });
    switch (command) {
      case 'GetItem':
        return read(readUnits(bytesOf(output.Item as Item | undefined), { consistent: input.ConsistentRead === true }));
      case 'BatchGetItem': {
        const [[table, { Keys, ConsistentRead }] = ['', { Keys: [], ConsistentRead: false }]] = Object.entries(
          input.RequestItems as Record<string, { Keys: Item[]; ConsistentRead: boolean }>,
        );
        const mode = { consistent: ConsistentRead };
        const items = (output.Responses as Record<string, Item[]>)[table] ?? [];
        const missing = (Keys.length - items.length) * readUnits(0, mode);
        return read(missing + sum(items.map((item) => readUnits(bytesOf(item), mode))));
      }
      case 'Query': {
        // A projection saves nothing: what is read counts.
        const { ProjectionExpression, ...query } = input as unknown as QueryCommandInput;
        const { Items = [] } = await this.#client.send(new QueryCommand(query));
        return read(readUnits(sum(Items.map(bytesOf)), { consistent: query.ConsistentRead === true }));
      }
      case 'PutItem':
        return write(writeUnits(bytesOf(input.Item as Item), { transaction: false }));
      case 'UpdateItem':
        return write(writeUnits(await this.#storedBytes(input), { transaction: false }));
      case 'DeleteItem':
        return write(writeUnits(bytesOf(output.Attributes as Item | undefined), { transaction: false }));
      case 'TransactWriteItems': {
        const items = (input as unknown as TransactWriteCommandInput).TransactItems ?? [];
        const sizes = items.map(({ Put, Update }) => {
          if (Put !== undefined) return bytesOf(Put.Item);
          if (Update !== undefined) return this.#storedBytes(Update as unknown as Input);
          throw new Error('cannot tell the units; no message writes so');
        });
        return write(sum((await Promise.all(sizes)).map((bytes) => writeUnits(bytes, { transaction: true }))));
      }
      default:
        throw new Error(`cannot tell the units of ${command}`);
    }
  }

  /** The size of an item after an update: none that is counted here gets smaller by one. */
  async #storedBytes({ TableName, Key }: Input): Promise<number> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: TableName as string, Key: Key as Item, ConsistentRead: true }),
    );
    return bytesOf(Item);
  }
}

/** Keeps what is written to both outputs, where a function's logs go, instead of printing it. */
const keepingLogs = () => {
  const outputs = [process.stdout, process.stderr];
  const writes = outputs.map(({ write }) => write);
  let text = '';
  for (const output of outputs) {
    output.write = (part: string | Uint8Array) => {
      text += part.toString();
      return true;
    };
  }
  return {
    lines: () => text.split('\n').filter(Boolean),
    end: () => {
      for (const [index, output] of outputs.entries()) output.write = writes[index] as typeof output.write;
    },
  };
};

const frameBytes = ({ Data, Entries }: Input): number => {
  if (Data !== undefined) return Buffer.byteLength(Data as string);
  return sum(((Entries as { Detail: string }[] | undefined) ?? []).map(({ Detail }) => Buffer.byteLength(Detail)));
};

const tableOf = ({ TableName, RequestItems, TransactItems }: Input): string | undefined => {
  if (TableName !== undefined) return TableName as string;
  if (RequestItems !== undefined) return Object.keys(RequestItems as object)[0];
  const [first] = (TransactItems as TransactWriteCommandInput['TransactItems']) ?? [];
  return (first?.Put ?? first?.Update)?.TableName;
};

const consumedIn = (capacity: unknown): number | undefined => {
  if (capacity === undefined) return undefined;
  return sum([capacity].flat().map((one) => (one as { CapacityUnits?: number }).CapacityUnits ?? 0));
};
