import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import type { TenantId } from '../../../../functions/contract/identifiers.ts';
import { messageIdOf } from '../../../../functions/domain/messages/message-id.ts';
import type { ConversationKey } from '../../../../functions/domain/messages/message-log.ts';
import { keys } from '../../../../functions/platform/keys.ts';
import { ConversationRepository } from '../../../../functions/platform/repositories/conversation-repository.ts';
import { InspectionRepository } from '../../../../functions/platform/repositories/inspection-repository.ts';
import { MessageRepository } from '../../../../functions/platform/repositories/message-repository.ts';
import type { handler as IndexEvents } from '../../../../functions/queues/index-events.ts';
import { aConversation, aDraft, aMembership } from '../../../builders/chat.ts';
import { aDeployment } from '../../../builders/deployment.ts';
import { aContext } from '../../../builders/lambda.ts';
import { anOpenSearch } from '../../../builders/open-search.ts';

const sqs = mockClient(SQSClient);
let client: DynamoDBDocumentClient;
let chatTable: string;
let endpoint: string;
let stop: (() => Promise<void>) | undefined;
let handler: typeof IndexEvents;

beforeAll(async () => {
  ({ client, chatTable } = await aDeployment());
  ({ endpoint, stop } = await anOpenSearch());
  Object.assign(process.env, {
    SEARCH_ENDPOINT: endpoint,
    SEARCH_SERVICE: 'plain',
    INDEX_QUEUE_URL: 'http://127.0.0.1:9/index',
    INDEX_DEAD_LETTER_QUEUE_URL: 'http://127.0.0.1:9/dead-letters',
  });
  ({ handler } = await import('../../../../functions/queues/index-events.ts'));
}, 120_000);

afterAll(() => stop?.());

beforeEach(() => {
  sqs.reset();
  sqs.onAnyCommand().resolves({});
});

/** A conversation of a tenant with one message: the bodies of its events, as the rule puts them into the queue. */
const aMessageOf = async (tenantId: string): Promise<{ key: ConversationKey; id: string; body: string }> => {
  const record = aConversation({ tenantId: tenantId as TenantId });
  const key = { tenantId: record.tenantId, conversationId: record.conversationId };
  const owner = aMembership({ conversationId: record.conversationId, role: 'owner' });
  await new ConversationRepository(client, chatTable).create(record, [owner], 'c-1');
  await new MessageRepository(client, chatTable).append(aDraft({ ...key, senderId: owner.userId }), 0);
  const lines = new InspectionRepository(client, chatTable).readLine(key, 'messages');
  for await (const [entry] of lines) {
    if (entry === undefined) break;
    const { type, detail } = entry.event();
    const body = JSON.stringify({ source: 'chemchat', 'detail-type': type, detail });
    return { key, id: messageIdOf({ ...key, sequenceNumber: 1 }), body };
  }
  throw new Error('there is no message');
};

const run = async (...bodies: readonly string[]): Promise<SQSBatchResponse> => {
  const Records = bodies.map((body, index) => ({
    messageId: `message-${index}`,
    receiptHandle: `receipt-${index}`,
    attributes: { ApproximateReceiveCount: '1' },
    body,
  }));
  return (await handler({ Records } as unknown as SQSEvent, aContext())) as SQSBatchResponse;
};

const isIndexed = async ({ key, id }: { key: ConversationKey; id: string }): Promise<boolean> =>
  (await fetch(`${endpoint}/chemchat-index-0/_doc/${id}?routing=${key.tenantId}`)).ok;
const deadLetters = () => sqs.commandCalls(SendMessageCommand).map(({ args: [{ input }] }) => input);

describe('indexing what waits', () => {
  it('indexes what it can of a batch, and puts what will never be indexed among the dead letters', async () => {
    const [one, other, refused] = [await aMessageOf('acme'), await aMessageOf('beta'), await aMessageOf('acme')];
    // The index takes no text for a time.
    const { PK, SK } = keys.message(refused.key, 1);
    await client.send(
      new UpdateCommand({
        TableName: chatTable,
        Key: { PK, SK },
        UpdateExpression: 'SET #timestamp = :never',
        ExpressionAttributeNames: { '#timestamp': 'timestamp' },
        ExpressionAttributeValues: { ':never': 'never' },
      }),
    );
    expect(await run(one.body, refused.body, 'no JSON', other.body)).toEqual({ batchItemFailures: [] });
    expect([await isIndexed(one), await isIndexed(other), await isIndexed(refused)]).toEqual([true, true, false]);
    expect(deadLetters()).toEqual(
      [refused.body, 'no JSON'].map((MessageBody) => ({
        QueueUrl: process.env.INDEX_DEAD_LETTER_QUEUE_URL,
        MessageBody,
      })),
    );
  });

  it('has all come again, later, while search is away, and gives up none but what can not be read', async () => {
    await stop?.();
    stop = undefined;
    const [one, other] = [await aMessageOf('acme'), await aMessageOf('beta')];
    expect(await run(one.body, '{}', other.body)).toEqual({
      batchItemFailures: [{ itemIdentifier: 'message-0' }, { itemIdentifier: 'message-2' }],
    });
    expect(
      sqs.commandCalls(ChangeMessageVisibilityCommand).map(({ args: [{ input }] }) => input.ReceiptHandle),
    ).toEqual(['receipt-0', 'receipt-2']);
    expect(deadLetters()).toMatchObject([{ MessageBody: '{}' }]);
  });
});
