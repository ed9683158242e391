import { BatchGetCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { Unavailable } from '../../../../../functions/domain/errors.ts';
import { batchGet } from '../../../../../functions/platform/repositories/batch-get.ts';

const dynamo = mockClient(DynamoDBDocumentClient);
const read = (count: number) =>
  batchGet(
    dynamo as unknown as DynamoDBDocumentClient,
    'table',
    Array.from({ length: count }, (_, index) => ({ PK: String(index), SK: 'S' })),
    { consistent: false },
  );

beforeEach(() => void dynamo.reset());

describe('batchGet', () => {
  it('asks for at most a hundred keys at once', async () => {
    dynamo.on(BatchGetCommand).callsFake(({ RequestItems }) => ({ Responses: { table: RequestItems.table.Keys } }));
    expect(await read(250)).toHaveLength(250);
    const sizes = dynamo
      .commandCalls(BatchGetCommand)
      .map(({ args }) => args[0].input.RequestItems?.table?.Keys?.length);
    expect(sizes).toEqual([100, 100, 50]);
  });

  it('asks again for the keys that were left unprocessed', async () => {
    const left = { table: { Keys: [{ PK: '1', SK: 'S' }] } };
    dynamo
      .on(BatchGetCommand)
      .resolvesOnce({ Responses: { table: [{ PK: '0' }] }, UnprocessedKeys: left })
      .resolvesOnce({ Responses: { table: [{ PK: '1' }] } });
    expect(await read(2)).toEqual([{ PK: '0' }, { PK: '1' }]);
  });

  it('gives up when keys stay unprocessed', async () => {
    dynamo.on(BatchGetCommand).resolves({ UnprocessedKeys: { table: { Keys: [{ PK: '0', SK: 'S' }] } } });
    await expect(read(1)).rejects.toBeInstanceOf(Unavailable);
  });

  it('asks nobody for nothing', async () => {
    expect(await read(0)).toEqual([]);
    expect(dynamo.calls()).toEqual([]);
  });
});
