import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  TransactGetCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { TenantId } from '../../../../functions/contract/identifiers.ts';
import { beginningWith, between } from '../../../../functions/platform/repositories/query-items.ts';
import { fence, withinTenant } from '../../../../functions/platform/tenant-fence.ts';
import { aTable, localDynamo } from '../../../builders/tables.ts';

const own = 'one' as TenantId;
let table: string;
let client: DynamoDBDocumentClient;
/** How many requests came as far as DynamoDB. */
let sent = 0;

beforeAll(async () => {
  table = await aTable(localDynamo());
  const plain = new DynamoDBClient({
    endpoint: String(process.env.DYNAMODB_LOCAL_ENDPOINT),
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  plain.middlewareStack.add(
    (next) => (call) => {
      sent += 1;
      return next(call);
    },
    { step: 'finalizeRequest' },
  );
  client = DynamoDBDocumentClient.from(fence(plain, ['SWEEP']));
});

const key = (PK: string) => ({ PK, SK: 'A' });
/** Every command that functions use, for a partition. */
const commands = {
  GetItem: (PK: string) => new GetCommand({ TableName: table, Key: key(PK) }),
  PutItem: (PK: string) => new PutCommand({ TableName: table, Item: key(PK) }),
  UpdateItem: (PK: string) => new UpdateCommand({ TableName: table, Key: key(PK) }),
  DeleteItem: (PK: string) => new DeleteCommand({ TableName: table, Key: key(PK) }),
  'Query by prefix': (PK: string) => new QueryCommand(beginningWith(table, PK, 'A')),
  'Query by range': (PK: string) => new QueryCommand(between(table, PK, 'A', 'B')),
  BatchGetItem: (PK: string) =>
    new BatchGetCommand({ RequestItems: { [table]: { Keys: [key('T#one#U#1'), key(PK)] } } }),
  'BatchWriteItem, put': (PK: string) =>
    new BatchWriteCommand({ RequestItems: { [table]: [{ PutRequest: { Item: key(PK) } }] } }),
  'BatchWriteItem, delete': (PK: string) =>
    new BatchWriteCommand({ RequestItems: { [table]: [{ DeleteRequest: { Key: key(PK) } }] } }),
  TransactGetItems: (PK: string) =>
    new TransactGetCommand({ TransactItems: [{ Get: { TableName: table, Key: key(PK) } }] }),
  'TransactWriteItems, put': (PK: string) =>
    new TransactWriteCommand({ TransactItems: [{ Put: { TableName: table, Item: key(PK) } }] }),
  'TransactWriteItems, update': (PK: string) =>
    new TransactWriteCommand({
      TransactItems: [
        {
          Update: {
            TableName: table,
            Key: key(PK),
            UpdateExpression: 'SET a = :a',
            ExpressionAttributeValues: { ':a': 1 },
          },
        },
      ],
    }),
  'TransactWriteItems, delete': (PK: string) =>
    new TransactWriteCommand({ TransactItems: [{ Delete: { TableName: table, Key: key(PK) } }] }),
  'TransactWriteItems, check': (PK: string) =>
    new TransactWriteCommand({
      TransactItems: [
        { ConditionCheck: { TableName: table, Key: key(PK), ConditionExpression: 'attribute_not_exists(nothing)' } },
      ],
    }),
} as const;
const send = (command: ReturnType<(typeof commands)[keyof typeof commands]>) => client.send(command as GetCommand);

describe.each(Object.entries(commands))('%s', (_name, command) => {
  it('reaches the own tenant and what the function shares, and no more', async () => {
    for (const partition of ['T#one', 'T#one#C#1', 'SWEEP#1']) await withinTenant(own, () => send(command(partition)));
    const before = sent;
    for (const partition of ['T#other', 'T#one-more#C#1', 'T#other#C#1', 'DIRECTORY#a', 'SWEEPING#1', '']) {
      await expect(withinTenant(own, () => send(command(partition)))).rejects.toThrow('reaches outside');
    }
    expect(sent).toBe(before);
  });

  it('reaches every tenant where it is done for none, and nothing that the function does not share', async () => {
    for (const partition of ['T#one', 'T#other#C#1', 'SWEEP#1']) await send(command(partition));
    await expect(send(command('DIRECTORY#a'))).rejects.toThrow('reaches outside');
  });
});

describe('a transaction', () => {
  it('does not go out when one of its writes reaches outside', async () => {
    const before = sent;
    const transaction = new TransactWriteCommand({
      TransactItems: ['T#one#C#1', 'T#other#C#1'].map((PK) => ({ Put: { TableName: table, Item: key(PK) } })),
    });
    await expect(withinTenant(own, () => client.send(transaction))).rejects.toThrow('reaches outside');
    expect(sent).toBe(before);
  });
});

describe('a scan', () => {
  it('is for what is done for no tenant', async () => {
    const scan = new ScanCommand({ TableName: table });
    await expect(withinTenant(own, () => client.send(scan))).rejects.toThrow('reaches outside');
    await client.send(scan);
  });
});

describe('tenants at once', () => {
  it('are kept apart in one function', async () => {
    const reachOf = (tenant: string, partition: string) =>
      withinTenant(tenant as TenantId, async () => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        return client.send(new GetCommand({ TableName: table, Key: key(partition) }));
      });
    const [mine, theirs] = await Promise.allSettled([reachOf('one', 'T#one'), reachOf('other', 'T#one')]);
    expect([mine.status, theirs.status]).toEqual(['fulfilled', 'rejected']);
  });
});
