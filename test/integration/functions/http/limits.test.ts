import { randomUUID } from 'node:crypto';
import { ProvisionedThroughputExceededException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { maxMembersNamed } from '../../../../functions/contract/conversations.ts';
import type { Caller } from '../../../../functions/domain/caller.ts';
import { bucketRules } from '../../../../functions/domain/limits/limits.ts';
import { keys } from '../../../../functions/platform/keys.ts';
import { aCaller } from '../../../builders/chat.ts';
import { aUserPool } from '../../../builders/cognito.ts';
import { aDeployment } from '../../../builders/deployment.ts';
import { invokeAction } from '../../../builders/handlers.ts';
import { aContext, anHttpEvent } from '../../../builders/lambda.ts';
import { aStoredConversation } from '../../../builders/sending.ts';

aUserPool();
let deployment: Awaited<ReturnType<typeof aDeployment>>;

beforeAll(async () => {
  deployment = await aDeployment();
});

const aConversation = async () => {
  const { key, userIds } = await aStoredConversation(deployment.client, deployment.chatTable, 2);
  const [one, other] = userIds.map((userId) => aCaller({ userId })) as [Caller, Caller];
  return { conversationId: key.conversationId, one, other };
};
/** As after a burst: the bucket gets its next token in a minute. */
const drain = async (key: { PK: string; SK: string }, rule: (typeof bucketRules)[keyof typeof bucketRules]) => {
  const fullAtMs = Date.now() + 60_000 + (rule.capacity - 1) * rule.refillMs;
  await deployment.client.send(new PutCommand({ TableName: deployment.liveTable, Item: { ...key, fullAtMs } }));
};
const drainSends = ({ tenantId, userId }: Caller) => drain(keys.userBucket(tenantId, userId, 'send'), bucketRules.send);

const post = async (name: string, call: Parameters<typeof anHttpEvent>[0]) => {
  const { handler } = await import(`../../../../functions/http/${name}.ts`);
  const { statusCode, headers, body } = await handler(anHttpEvent(call), aContext());
  return { status: statusCode, headers, body: JSON.parse(body) };
};

describe('a person who sends too often', () => {
  it('is told when to go on, over HTTP and WebSocket alike, and others send', async () => {
    const { conversationId, one, other } = await aConversation();
    const parameters = { conversationId };
    await drainSends(one);
    const refused = await post('send-message', { caller: one, parameters, body: { content: 'hello' } });
    expect(refused).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
    expect(refused.headers['retry-after']).toMatch(/^([345]\d|60)$/);
    expect(refused.headers['ratelimit-policy']).toBe('"send";q=300;w=12');
    expect(refused.headers.ratelimit).toBe(`"send";r=0;t=${refused.headers['retry-after']}`);

    const frame = { conversationId, clientMessageId: 'k', content: 'hello' };
    const told = await invokeAction(one, 'message.send', frame);
    expect(told).toMatchObject({ type: 'error', requestId: 'r', code: 'RATE_LIMITED', retryable: true });
    expect(told.retryAfterMs).toBeLessThanOrEqual(60_000);
    expect(told.retryAfterMs).toBeGreaterThan(30_000);

    const sent = await invokeAction(other, 'message.send', frame);
    expect(sent).toMatchObject({ type: 'ack', message: { sequenceNumber: 1 } });
  });

  it('takes from one bucket by both ways', async () => {
    const { conversationId, one } = await aConversation();
    const { capacity, refillMs } = bucketRules.send;
    const beganMs = Date.now();
    // Given a bucket that is empty but for two
    const fullAtMs = beganMs + (capacity - 2) * refillMs;
    const Key = keys.userBucket(one.tenantId, one.userId, 'send');
    const TableName = deployment.liveTable;
    await deployment.client.send(new PutCommand({ TableName, Item: { ...Key, fullAtMs } }));
    await invokeAction(one, 'message.send', { conversationId, clientMessageId: 'a', content: 'a' });
    await post('send-message', { caller: one, parameters: { conversationId }, body: { content: 'b' } });
    const { Item } = await deployment.client.send(new GetCommand({ TableName, Key }));
    expect(Item?.fullAtMs).toBeGreaterThanOrEqual(fullAtMs + 2 * refillMs);
  });
});

describe('sending', () => {
  const sendOver = async (bucket: () => Promise<never>) => {
    const { conversationId, one } = await aConversation();
    const { sendAndDeliver } = await import('../../../../functions/platform/send-and-deliver.ts');
    const isBucket = (command: unknown) =>
      command instanceof UpdateCommand && String(command.input.Key?.SK).startsWith('BUCKET#');
    const send = (command: never) => (isBucket(command) ? bucket() : deployment.client.send(command));
    const client = { send } as unknown as DynamoDBDocumentClient;
    const draft = { caller: one, correlationId: 'c', conversationId, clientMessageId: 'k', content: 'hello' };
    return sendAndDeliver(client)(draft);
  };

  it('goes on while the buckets are throttled, or do not answer', async () => {
    const throttled = new ProvisionedThroughputExceededException({ message: 'throttled', $metadata: {} });
    expect(await sendOver(() => Promise.reject(throttled))).toMatchObject({ outcome: 'created' });
    expect(await sendOver(() => new Promise(() => undefined))).toMatchObject({ outcome: 'created' });
  });
});

describe('a person who changes too much', () => {
  it('is told when to go on, by whatever change, and nothing has changed', async () => {
    const { conversationId, one, other } = await aConversation();
    const sent = await invokeAction(one, 'message.send', { conversationId, clientMessageId: 'k', content: 'hello' });
    const { id: messageId } = sent.message as { id: string };
    await drain(keys.userBucket(one.tenantId, one.userId, 'change'), bucketRules.change);

    const edited = await post('edit-message', { caller: one, parameters: { messageId }, body: { content: 'bye' } });
    expect(edited).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
    expect(edited.headers['ratelimit-policy']).toBe('"change";q=300;w=12');
    const started = await post('create-conversation', {
      caller: one,
      body: { type: 'group', title: 'More', memberIds: [other.userId] },
    });
    expect(started).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
    const reacted = await invokeAction(one, 'reaction.add', { messageId, emoji: '👍' });
    expect(reacted).toMatchObject({ type: 'error', code: 'RATE_LIMITED' });

    const { body } = await post('list-messages', { caller: one, parameters: { conversationId } });
    expect(body.items).toMatchObject([{ content: 'hello', revision: 1, reactions: [] }]);
    expect(await invokeAction(other, 'reaction.add', { messageId, emoji: '👍' })).toMatchObject({ type: 'ack' });
  });
});

describe('a person who begins large conversations', () => {
  // Whoever is let through is told that nobody knows these people.
  const begin = (caller: Caller, count: number) => {
    const memberIds = Array.from({ length: count }, () => aCaller().userId);
    return post('create-conversation', { caller, body: { type: 'group', title: 'Many', memberIds } });
  };

  it('is told to wait sooner than who begins small ones', async () => {
    const caller = aCaller();
    const { capacity, refillMs } = bucketRules.change;
    // Given a bucket that is empty but for five, and some more that come back meanwhile
    const Item = {
      ...keys.userBucket(caller.tenantId, caller.userId, 'change'),
      fullAtMs: Date.now() + (capacity - 5) * refillMs,
    };
    await deployment.client.send(new PutCommand({ TableName: deployment.liveTable, Item }));
    expect(await begin(caller, maxMembersNamed)).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
    expect(await begin(caller, 9)).toMatchObject({ status: 400 });
  });

  it('begins several of the largest, and many of a hundred, one after another', async () => {
    const [one, other] = [aCaller(), aCaller()];
    for (let count = 0; count < 5; count += 1) expect(await begin(one, maxMembersNamed)).toMatchObject({ status: 400 });
    for (let count = 0; count < 25; count += 1) expect(await begin(other, 100)).toMatchObject({ status: 400 });
  });
});

describe('a person who begins to type too often', () => {
  it('is told to wait, and nobody sees it, but going on and ending cost no token', async () => {
    const { conversationId, one, other } = await aConversation();
    const bucket = { ...keys.userBucket(one.tenantId, one.userId, 'typing') };
    const tokens = async () => {
      const { Item } = await deployment.client.send(new GetCommand({ TableName: deployment.liveTable, Key: bucket }));
      return Item?.fullAtMs;
    };
    expect(await invokeAction(one, 'typing.start', { conversationId })).toMatchObject({ type: 'ack' });
    const afterOne = await tokens();
    expect(await invokeAction(one, 'typing.start', { conversationId })).toMatchObject({ type: 'ack' });
    expect(await invokeAction(one, 'typing.stop', { conversationId })).toMatchObject({ type: 'ack' });
    expect(await tokens()).toBe(afterOne);

    await drain(bucket, bucketRules.typing);
    expect(await invokeAction(one, 'typing.start', { conversationId })).toMatchObject({
      type: 'error',
      code: 'RATE_LIMITED',
      retryable: true,
    });
    expect(await invokeAction(other, 'conversation.join', { conversationId })).toMatchObject({ typing: [] });
  });
});

describe('asking for WebSocket tokens', () => {
  it('is limited by person', async () => {
    const { one, other } = await aConversation();
    await drain(keys.userBucket(one.tenantId, one.userId, 'ws-token'), bucketRules['ws-token']);
    expect(await post('create-ws-token', { caller: one })).toMatchObject({
      status: 429,
      body: { code: 'RATE_LIMITED' },
    });
    // Whoever is let through is told that there is no such session.
    expect(await post('create-ws-token', { caller: other })).toMatchObject({ status: 401 });
  });
});

describe('refreshing', () => {
  it('is limited by address, before the token is looked at', async () => {
    const body = { refreshToken: 'none', deviceId: 'd' };
    expect(await post('refresh-session', { body })).toMatchObject({ status: 401 });
    await drain(keys.addressBucket('192.0.2.1', 'refresh'), bucketRules.refresh);
    const refused = await post('refresh-session', { body });
    expect(refused).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
    expect(refused.headers['ratelimit-policy']).toBe('"refresh";q=300;w=60');
  });
});

describe('registering', () => {
  it('is limited by address, and makes nothing of a refused one', async () => {
    await drain(keys.addressBucket('192.0.2.1', 'register'), bucketRules.register);
    const body = { email: `ada-${randomUUID()}@example.com`, password: 'a good password', displayName: 'Ada' };
    const refused = await post('register-user', { body });
    expect(refused).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
    expect(refused.headers['ratelimit-policy']).toBe('"register";q=120;w=60');
    const elsewhere = anHttpEvent({ body });
    elsewhere.requestContext.http.sourceIp = '192.0.2.2';
    const { handler } = await import('../../../../functions/http/register-user.ts');
    expect((await handler(elsewhere, aContext())).statusCode).toBe(201);
  });
});
