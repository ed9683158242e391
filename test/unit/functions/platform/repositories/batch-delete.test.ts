import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { Unavailable } from '../../../../../functions/domain/errors.ts';
import { batchDelete } from '../../../../../functions/platform/repositories/batch-delete.ts';

const dynamo = mockClient(DynamoDBDocumentClient);
const remove = (count: number) =>
  batchDelete(
    dynamo as unknown as DynamoDBDocumentClient,
    'table',
    Array.from({ length: count }, (_, index) => ({ PK: String(index), SK: 'S', content: 'not a key' })),
  );
const request = (PK: string) => ({ DeleteRequest: { Key: { PK, SK: 'S' } } });

beforeEach(() => void dynamo.reset());

describe('batchDelete', () => {
  it('deletes at most 25 items at once, by their keys alone', async () => {
    dynamo.on(BatchWriteCommand).resolves({});
    await remove(60);
    const batches = dynamo
      .commandCalls(BatchWriteCommand)
      .map(({ args }) => args[0].input.RequestItems?.table as unknown[]);
    expect(batches.map(({ length }) => length)).toEqual([25, 25, 10]);
    expect(batches[2]?.at(-1)).toEqual(request('59'));
  });

  it('asks again for what was left unprocessed', async () => {
    dynamo
      .on(BatchWriteCommand)
      .resolvesOnce({ UnprocessedItems: { table: [request('1')] } })
      .resolvesOnce({});
    await remove(2);
    expect(dynamo.commandCalls(BatchWriteCommand)[1]?.args[0].input).toEqual({
      RequestItems: { table: [request('1')] },
    });
  });

  it('gives up when items stay unprocessed', async () => {
    dynamo.on(BatchWriteCommand).resolves({ UnprocessedItems: { table: [request('0')] } });
    await expect(remove(1)).rejects.toBeInstanceOf(Unavailable);
  });
});
