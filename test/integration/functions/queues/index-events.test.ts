import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import type { TenantId } from '../../../../functions/contract/identifiers.ts';
import type { MediaRecord } from '../../../../functions/domain/media/media-store.ts';
import { presentMedia } from '../../../../functions/domain/media/present-media.ts';
import { messageIdOf } from '../../../../functions/domain/messages/message-id.ts';
import type { ConversationKey } from '../../../../functions/domain/messages/message-log.ts';
import type { UserRecord } from '../../../../functions/domain/users/users.ts';
import { keys } from '../../../../functions/platform/keys.ts';
import { ConversationRepository } from '../../../../functions/platform/repositories/conversation-repository.ts';
import { InspectionRepository } from '../../../../functions/platform/repositories/inspection-repository.ts';
import { MediaRepository } from '../../../../functions/platform/repositories/media-repository.ts';
import { MessageRepository } from '../../../../functions/platform/repositories/message-repository.ts';
import { UserRepository } from '../../../../functions/platform/repositories/user-repository.ts';
import type { handler as IndexEvents } from '../../../../functions/queues/index-events.ts';
import {
  aConversation,
  aDraft,
  aFile,
  aMembership,
  anAuditEntry,
  aUser,
  instant,
  tenantId,
} from '../../../builders/chat.ts';
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

/** A conversation of a tenant with one message: the body of its event, as the rule puts it into the queue. */
const aMessageOf = async (
  tenantId: string,
  files: readonly MediaRecord[] = [],
): Promise<{ key: ConversationKey; id: string; body: string }> => {
  const record = aConversation({ tenantId: tenantId as TenantId });
  const key = { tenantId: record.tenantId, conversationId: record.conversationId };
  const owner = aMembership({ conversationId: record.conversationId, role: 'owner' });
  await new ConversationRepository(client, chatTable).create(record, [owner], 'c-1');
  const attachments = files.map((file) => ({ media: presentMedia(file), revision: file.revision }));
  await new MessageRepository(client, chatTable).append(aDraft({ ...key, senderId: owner.userId, attachments }), 0);
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

const documentOf = ({ key, id }: { key: ConversationKey; id: string }): Promise<Response> =>
  fetch(`${endpoint}/chemchat-index-0/_doc/${id}?routing=${key.tenantId}`);
const isIndexed = async (of: { key: ConversationKey; id: string }): Promise<boolean> => (await documentOf(of)).ok;
const contentOf = async (of: { key: ConversationKey; id: string }): Promise<unknown> =>
  ((await (await documentOf(of)).json()) as { _source: { content: unknown } })._source.content;
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

  it('has a message found by the name of its file once that is ready, whichever event comes first or again', async () => {
    const media = new MediaRepository(client, chatTable);
    const aPlan = async () => {
      const file = aFile({ tenantId, fileName: 'plan.pdf', status: 'processing' });
      await media.add(file, Number.MAX_SAFE_INTEGER);
      const message = await aMessageOf(tenantId, [file]);
      const settle = async (): Promise<string> => {
        const { mediaId: _id, tenantId: _tenant, attachedTo: _attached, revision: _revision, ...state } = file;
        await media.replace(file, { ...state, status: 'ready' });
        const detail = { version: 1, correlationId: 'c-1', tenantId, mediaId: file.mediaId, timestamp: file.changedAt };
        return JSON.stringify({ source: 'chemchat', 'detail-type': 'media.settled', detail });
      };
      return { ...message, settle };
    };
    const [early, late] = [await aPlan(), await aPlan()];
    await run(early.body);
    expect(await contentOf(early)).toEqual(['hello']);
    expect(await run(await early.settle())).toEqual({ batchItemFailures: [] });
    await run(early.body);
    expect(await contentOf(early)).toEqual(['hello', 'plan.pdf']);

    const settled = await late.settle();
    expect(await run(settled, late.body, settled)).toEqual({ batchItemFailures: [] });
    expect(await contentOf(late)).toEqual(['hello', 'plan.pdf']);
    expect(deadLetters()).toEqual([]);
  });

  it('has a direct conversation found by the names that the two have by then', async () => {
    const [ada, bob] = [aUser({ displayName: 'Ada' }), aUser({ displayName: 'Bob' })];
    const users = new UserRepository(client, chatTable);
    for (const [at, user] of [ada, bob].entries())
      await users.add(user, { foundsTenant: at === 0, isConfirmed: true, entry: anAuditEntry(user.userId) });
    const record = aConversation({ type: 'direct', peerIds: [ada.userId, bob.userId] });
    const { conversationId } = record;
    const members = [ada, bob].map(({ userId }) => aMembership({ conversationId, userId }));
    await new ConversationRepository(client, chatTable).create(record, members, 'c-1');
    const detail = { version: 1, correlationId: 'c-1', tenantId, conversationId, timestamp: instant };
    const event = JSON.stringify({ source: 'chemchat', 'detail-type': 'conversation.created', detail });
    const namesFor = (viewers: readonly UserRecord[]) =>
      Promise.all(
        viewers.map(async ({ userId }) => {
          const path = `_doc/${conversationId}:${userId}?routing=${tenantId}`;
          const answer = await fetch(`${endpoint}/chemchat-index-0/${path}`);
          return ((await answer.json()) as { _source: { name: string } })._source.name;
        }),
      );
    await run(event);
    expect(await namesFor([ada, bob])).toEqual(['Bob', 'Ada']);
    for (const [user, displayName] of [
      [ada, 'Countess'],
      [bob, 'Robert'],
    ] as const) {
      expect(await users.show(user, { look: { displayName }, now: instant, correlationId: 'c-2' })).toBe('shown');
      await run(event, event);
    }
    expect(await namesFor([ada, bob])).toEqual(['Robert', 'Countess']);
    expect(deadLetters()).toEqual([]);
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
