import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { Unavailable } from '../../../../../functions/domain/errors.ts';
import { MessageRepository } from '../../../../../functions/platform/repositories/message-repository.ts';
import { aDraft } from '../../../../builders/chat.ts';

// DynamoDB Local never answers TransactionConflict or throttles, as AWS does: they are made here.
const dynamo = mockClient(DynamoDBDocumentClient);
const messages = new MessageRepository(dynamo as unknown as DynamoDBDocumentClient, 'chat');

beforeEach(() => void dynamo.reset());

const cancelled = (...reasons: { Code: string; Item?: Record<string, unknown> }[]) =>
  new TransactionCanceledException({
    message: 'cancelled',
    $metadata: {},
    CancellationReasons: reasons.map(({ Code, Item }) => ({ Code, ...(Item && { Item: marshall(Item) }) })),
  });
const none = { Code: 'None' };
const failed = (Item?: Record<string, unknown>) => ({ Code: 'ConditionalCheckFailed', ...(Item && { Item }) });
const appendRejectedWith = (error: Error) => {
  dynamo.on(TransactWriteCommand).rejects(error);
  return messages.append(aDraft(), 4);
};

describe('an append', () => {
  it.each(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])(
    'is contended after %s, and may be tried again',
    async (Code) => {
      expect(await appendRejectedWith(cancelled({ Code }, none, none, none))).toEqual({ outcome: 'contended' });
    },
  );

  it('learns the new head from the failed condition, also when other parts met a conflict', async () => {
    const outcome = await appendRejectedWith(
      cancelled(failed({ sequenceNumber: 9 }), { Code: 'TransactionConflict' }, none, none),
    );
    expect(outcome).toEqual({ outcome: 'overtaken', sequenceNumber: 9 });
  });

  it('learns from the number that is taken when the head it saw is stale', async () => {
    expect(await appendRejectedWith(cancelled(none, failed(), none, none))).toEqual({
      outcome: 'overtaken',
      sequenceNumber: 5,
    });
  });

  it('is a duplicate before it is overtaken, and not a member before both', async () => {
    const head = failed({ sequenceNumber: 9 });
    const key = failed({ sequenceNumber: 3 });
    expect(await appendRejectedWith(cancelled(head, none, key, none))).toEqual({
      outcome: 'duplicate',
      sequenceNumber: 3,
    });
    expect(await appendRejectedWith(cancelled(head, none, key, failed()))).toEqual({ outcome: 'not-a-member' });
  });

  it('has no conversation to go to when the head is gone', async () => {
    expect(await appendRejectedWith(cancelled(failed(), none, none, none))).toEqual({ outcome: 'not-a-member' });
  });

  it('is unavailable when the table throttles the whole transaction', async () => {
    const throttled = Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
    await expect(appendRejectedWith(throttled)).rejects.toBeInstanceOf(Unavailable);
  });

  it('passes on what it does not know', async () => {
    await expect(appendRejectedWith(new Error('unknown'))).rejects.toThrow('unknown');
    await expect(appendRejectedWith(cancelled({ Code: 'ValidationError' }))).rejects.toThrow('cancelled');
  });
});
