import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchWriteItemCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { LambdaClient, ListEventSourceMappingsCommand, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { backUp, restore } from '../../../localstack/backup.ts';
import { openInstance, updateState } from '../../../localstack/instance.ts';

const directory = mkdtempSync(join(tmpdir(), 'chemchat-test-'));
const file = join(directory, 'tables.jsonl.gz');
const instance = openInstance({ INSTANCE: `unit-${randomUUID()}` });
const dynamo = mockClient(DynamoDBClient);
const lambda = mockClient(LambdaClient);

const message = { PK: { S: 'T#t#C#c' }, SK: { S: 'MESSAGE#1' }, key: { B: Buffer.from([0, 255]) } };
const connection = { PK: { S: 'T#t#U#u' }, SK: { S: 'CONNECTIONS' } };

beforeEach(() => {
  dynamo.reset();
  lambda.reset();
  updateState(instance, {
    deployment: { digest: '', outputs: { ChatTableName: 'chat', LiveTableName: 'live', AuditTableName: 'audit' } },
  });
  dynamo.on(ScanCommand, { TableName: 'chat' }).resolves({ Items: [message] });
  dynamo.on(ScanCommand, { TableName: 'live' }).resolves({ Items: [connection] });
  dynamo.on(ScanCommand, { TableName: 'audit' }).resolves({ Items: [] });
  dynamo.on(BatchWriteItemCommand).resolves({});
  lambda.on(ListEventSourceMappingsCommand).resolves({ EventSourceMappings: [] });
});
afterAll(() => {
  rmSync(directory, { recursive: true });
  rmSync(instance.directory, { recursive: true });
});

const writes = () => dynamo.commandCalls(BatchWriteItemCommand).map(({ args: [{ input }] }) => input.RequestItems);

describe('backup and restore', () => {
  it('bring every item back as it was, in place of what is there', async () => {
    expect(await backUp(instance, file)).toBe(2);
    dynamo.on(ScanCommand, { TableName: 'chat' }).resolves({ Items: [{ PK: { S: 'old' }, SK: { S: 'old' } }] });
    expect(await restore(instance, file)).toBe(2);
    expect(writes()).toEqual([
      { chat: [{ DeleteRequest: { Key: { PK: { S: 'old' }, SK: { S: 'old' } } } }] },
      { chat: [{ PutRequest: { Item: message } }] },
      { live: [{ DeleteRequest: { Key: connection } }] },
      { live: [{ PutRequest: { Item: connection } }] },
    ]);
  });

  it('write at most 25 at once, and again what was not taken', async () => {
    const items = Array.from({ length: 30 }, (_, number) => ({ PK: { S: 'p' }, SK: { S: String(number) } }));
    dynamo.on(ScanCommand, { TableName: 'chat' }).resolves({ Items: items });
    await backUp(instance, file);
    dynamo.on(ScanCommand).resolves({ Items: [] });
    const refused = [{ PutRequest: { Item: items[0] ?? {} } }];
    dynamo
      .on(BatchWriteItemCommand)
      .resolvesOnce({ UnprocessedItems: { chat: refused } })
      .resolves({});
    await restore(instance, file);
    expect(writes().map((tables) => tables?.chat?.length)).toEqual([25, 6, undefined]);
  });

  it('keep the stream’s consumers from hearing of it', async () => {
    await backUp(instance, file);
    const FilterCriteria = { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] };
    const mapping = { UUID: 'm1', EventSourceArn: 'arn:aws:dynamodb:r:a:table/chat/stream/1', FilterCriteria };
    lambda.on(ListEventSourceMappingsCommand).resolves({ EventSourceMappings: [mapping] });
    lambda.on(UpdateEventSourceMappingCommand).resolves({});
    await restore(instance, file);
    const filters = lambda.commandCalls(UpdateEventSourceMappingCommand).map(({ args: [{ input }] }) => input);
    expect(filters).toEqual([
      { UUID: 'm1', FilterCriteria: { Filters: [{ Pattern: '{"eventName":["NONE"]}' }] } },
      { UUID: 'm1', FilterCriteria },
    ]);
  });

  it('change nothing when the file is no backup', async () => {
    writeFileSync(join(directory, 'other'), 'something else');
    await expect(restore(instance, join(directory, 'other'))).rejects.toThrow('as a backup');
    await expect(restore(instance, join(directory, 'missing'))).rejects.toThrow('as a backup');
    expect(writes()).toEqual([]);
  });
});
