import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { SQSEvent } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { ReceiptsDue } from '../../../../../functions/contract/queue-messages.ts';
import {
  type MessageOutcome,
  patientQueueConsumer,
} from '../../../../../functions/platform/handlers/patient-queue-consumer.ts';
import { aContext } from '../../../../builders/lambda.ts';

const sqs = mockClient(SQSClient);
const queue = { client: new SQSClient({ region: 'us-east-1' }), queueUrl: 'queue', deadLetterQueueUrl: 'dead letters' };

const bodyOf = (conversationId: string) => JSON.stringify({ tenantId: 'acme', conversationId });
const anEvent = (bodies: readonly string[], receiveCount = 1): SQSEvent =>
  ({
    Records: bodies.map((body, index) => ({
      messageId: `message-${index}`,
      receiptHandle: `receipt-${index}`,
      attributes: { ApproximateReceiveCount: String(receiveCount) },
      body,
    })),
  }) as unknown as SQSEvent;

/** Each message becomes what its conversation is called. */
const handler = patientQueueConsumer(ReceiptsDue, queue, async (messages) =>
  messages.map(({ conversationId }) => conversationId as string as MessageOutcome),
);

const givenUp = () => sqs.commandCalls(SendMessageCommand).map(({ args: [{ input }] }) => input);
const postponed = () => sqs.commandCalls(ChangeMessageVisibilityCommand).map(({ args: [{ input }] }) => input);

beforeEach(() => {
  sqs.reset();
  sqs.onAnyCommand().resolves({});
});

describe('a patient consumer of a queue', () => {
  it('reports those that failed for now and no others, and leaves them alone for a while', async () => {
    const bodies = ['done', 'failed', 'done', 'failed'].map(bodyOf);
    expect(await handler(anEvent(bodies), aContext())).toEqual({
      batchItemFailures: [{ itemIdentifier: 'message-1' }, { itemIdentifier: 'message-3' }],
    });
    expect(postponed()).toMatchObject([
      { QueueUrl: 'queue', ReceiptHandle: 'receipt-1' },
      { QueueUrl: 'queue', ReceiptHandle: 'receipt-3' },
    ]);
    for (const { VisibilityTimeout } of postponed()) expect([4, 5]).toContain(VisibilityTimeout);
    expect(givenUp()).toEqual([]);
  });

  it('leaves what failed often alone for 15 minutes at most', async () => {
    await handler(anEvent([bodyOf('failed')], 900), aContext());
    const [{ VisibilityTimeout } = {}] = postponed();
    expect(VisibilityTimeout).toBeGreaterThanOrEqual(720);
    expect(VisibilityTimeout).toBeLessThanOrEqual(900);
  });

  it('puts what will never do among the dead letters as it was, at once, and does not report it', async () => {
    const bodies = ['{', '{}', bodyOf('refused'), bodyOf('done'), bodyOf('failed')];
    expect(await handler(anEvent(bodies), aContext())).toEqual({
      batchItemFailures: [{ itemIdentifier: 'message-4' }],
    });
    expect(givenUp()).toEqual(
      ['{', '{}', bodyOf('refused')].map((MessageBody) => ({ QueueUrl: 'dead letters', MessageBody })),
    );
  });

  it('asks for nothing where it can read none of a batch', async () => {
    const asked: unknown[] = [];
    const idle = patientQueueConsumer(ReceiptsDue, queue, async (messages) => {
      asked.push(messages);
      return [];
    });
    expect(await idle(anEvent(['no JSON']), aContext())).toEqual({ batchItemFailures: [] });
    expect(asked).toEqual([]);
    expect(givenUp()).toHaveLength(1);
  });

  it('takes what nothing was said of for failed', async () => {
    const silent = patientQueueConsumer(ReceiptsDue, queue, async () => ['done']);
    const { batchItemFailures } = await silent(anEvent([bodyOf('a'), bodyOf('b')]), aContext());
    expect(batchItemFailures).toEqual([{ itemIdentifier: 'message-1' }]);
  });

  it('has the whole batch come again where what will never do can not be put away', async () => {
    sqs.on(SendMessageCommand).rejects(new Error('no such queue'));
    await expect(handler(anEvent([bodyOf('refused'), bodyOf('done')]), aContext())).rejects.toThrow('no such queue');
  });

  it('still reports what failed where it can not be left alone', async () => {
    sqs.on(ChangeMessageVisibilityCommand).rejects(new Error('the receipt is too old'));
    expect(await handler(anEvent([bodyOf('failed')]), aContext())).toEqual({
      batchItemFailures: [{ itemIdentifier: 'message-0' }],
    });
  });
});
