import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip, gunzipSync } from 'node:zlib';
import {
  type AttributeValue,
  BatchWriteItemCommand,
  DynamoDBClient,
  paginateScan,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { Failure } from './failure.ts';
import type { Instance } from './instance.ts';
import { localAws } from './local-aws.ts';
import { withStreamMuted } from './muted-stream.ts';
import { deployedOutputs, type Outputs, outputOf } from './outputs.ts';

type Item = Record<string, AttributeValue>;

const tables = ['ChatTableName', 'LiveTableName', 'AuditTableName'] as const;
type Table = (typeof tables)[number];

/** A line of the file: an item as DynamoDB's own JSON. Tables go by their role, for names differ between deployments. */
interface Line {
  readonly table: Table;
  readonly item: Item;
}

/** The most that one BatchWriteItem takes. */
const batchSize = 25;

const allItems = async function* (client: DynamoDBClient, TableName: string): AsyncGenerator<Item> {
  for await (const { Items = [] } of paginateScan({ client }, { TableName })) yield* Items;
};

const writeAll = async (client: DynamoDBClient, table: string, requests: readonly WriteRequest[]): Promise<void> => {
  let waiting = [...requests];
  while (waiting.length > 0) {
    const batch = { [table]: waiting.splice(0, batchSize) };
    const { UnprocessedItems = {} } = await client.send(new BatchWriteItemCommand({ RequestItems: batch }));
    waiting = [...(UnprocessedItems[table] ?? []), ...waiting];
  }
};

const clear = async (client: DynamoDBClient, table: string): Promise<void> => {
  const keys: Item[] = [];
  for await (const { PK, SK } of allItems(client, table)) if (PK && SK) keys.push({ PK, SK });
  await writeAll(
    client,
    table,
    keys.map((Key) => ({ DeleteRequest: { Key } })),
  );
};

/** Binary attributes are bytes in memory and base64 in the file. */
function toFile(this: Record<string, unknown>, name: string, value: unknown): unknown {
  // Asked of the holder, since a Buffer turns itself into JSON before.
  const bytes = this[name];
  return ArrayBuffer.isView(bytes)
    ? { bytesInBase64: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64') }
    : value;
}
const fromFile = (_name: string, value: { readonly bytesInBase64?: unknown } | null) =>
  typeof value?.bytesInBase64 === 'string' ? Buffer.from(value.bytesInBase64, 'base64') : value;

const jsonLines = async function* (
  client: DynamoDBClient,
  outputs: Outputs,
  count: () => void,
): AsyncGenerator<string> {
  for (const table of tables) {
    for await (const item of allItems(client, outputOf(outputs, table))) {
      count();
      yield `${JSON.stringify({ table, item } satisfies Line, toFile)}\n`;
    }
  }
};

/**
 * Writes all items of all tables to a file, gzipped lines of JSON. People's passwords are the user pool's and not in it.
 *
 * @returns how many items
 */
export const backUp = async (instance: Instance, file: string): Promise<number> => {
  let items = 0;
  const client = new DynamoDBClient(localAws(instance));
  const lines = jsonLines(client, deployedOutputs(instance), () => items++);
  await pipeline(Readable.from(lines), createGzip(), createWriteStream(file));
  return items;
};

const readLines = async (file: string): Promise<Line[]> => {
  try {
    const text = gunzipSync(await readFile(file)).toString();
    return text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line, fromFile));
  } catch (cause) {
    throw new Failure(`can't read ${file} as a backup`, 'name a file that make backup wrote: FILE=...', { cause });
  }
};

/**
 * Puts all tables back to what a backup has, and nothing else. Nobody is told of the messages again.
 *
 * @returns how many items
 * @throws Failure the file is none that backUp wrote; nothing was changed then
 */
export const restore = async (instance: Instance, file: string): Promise<number> => {
  const lines = await readLines(file);
  const client = new DynamoDBClient(localAws(instance));
  const outputs = deployedOutputs(instance);
  for (const table of tables) {
    const name = outputOf(outputs, table);
    const puts = lines.filter((line) => line.table === table).map(({ item }) => ({ PutRequest: { Item: item } }));
    await withStreamMuted(instance, name, async () => {
      await clear(client, name);
      await writeAll(client, name, puts);
    });
  }
  return lines.length;
};
