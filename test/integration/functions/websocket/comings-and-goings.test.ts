import { randomUUID } from 'node:crypto';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller } from '../../../../functions/domain/caller.ts';
import { bucketRules } from '../../../../functions/domain/limits/limits.ts';
import { keys } from '../../../../functions/platform/keys.ts';
import { aCaller } from '../../../builders/chat.ts';
import { aConnectedDeployment } from '../../../builders/connections-api.ts';
import { aContext, aWebSocketEvent } from '../../../builders/lambda.ts';
import { aStoredConversation } from '../../../builders/sending.ts';

let deployment: Awaited<ReturnType<typeof aConnectedDeployment>>;

beforeAll(async () => {
  deployment = await aConnectedDeployment();
});
afterAll(() => deployment.api.close());

const invoke = async (name: string, caller: Caller, connectionId: string, body?: object) => {
  const { handler } = await import(`../../../../functions/websocket/${name}.ts`);
  const answer = await handler(aWebSocketEvent({ caller, connectionId, body }), aContext());
  return { ...answer, frame: answer.body ? JSON.parse(answer.body) : undefined };
};

/** Two people in a conversation, of whom the second looks at it. */
const aWatchedPerson = async () => {
  const { key, userIds } = await aStoredConversation(deployment.client, deployment.chatTable, 2);
  const [person, watcher] = userIds.map((userId) => aCaller({ userId })) as [Caller, Caller];
  const [device, looking] = [randomUUID(), randomUUID()];
  const join = async () => {
    const body = { action: 'conversation.join', conversationId: key.conversationId };
    return (await invoke('conversation-join', watcher, looking, body)).frame;
  };
  await invoke('connect', watcher, looking);
  await join();
  return {
    person,
    device,
    setStatus: async (status: 'online' | 'away') =>
      (await invoke('presence-set', person, device, { action: 'presence.set', requestId: 'r', status })).frame,
    /** What who looks was told of the person. */
    told: () => deployment.api.framesTo(looking).map(({ type, status }) => `${type} ${status}`),
    /** What who looks now sees of the person. */
    seen: async () => (await join()).presence.find(({ userId }: { userId: string }) => userId === person.userId).status,
  };
};

const bucketOf = ({ tenantId, userId }: Caller, action: 'presence' | 'connect') =>
  keys.userBucket(tenantId, userId, action);
/** As after a burst: the bucket gets its next token in a minute. */
const drain = async (person: Caller, action: 'presence' | 'connect') => {
  const { capacity, refillMs } = bucketRules[action];
  const fullAtMs = Date.now() + 60_000 + (capacity - 1) * refillMs;
  const Item = { ...bucketOf(person, action), fullAtMs };
  await deployment.client.send(new PutCommand({ TableName: deployment.liveTable, Item }));
};
const refill = (person: Caller, action: 'presence' | 'connect') =>
  deployment.client.send(new DeleteCommand({ TableName: deployment.liveTable, Key: bucketOf(person, action) }));

describe('a person who is now here and now away, too often', () => {
  it('is told to wait, and stays as they were for all, told of it or looking', async () => {
    const { person, device, setStatus, told, seen } = await aWatchedPerson();
    await invoke('connect', person, device);
    await drain(person, 'presence');
    expect(await setStatus('away')).toMatchObject({
      type: 'error',
      requestId: 'r',
      code: 'RATE_LIMITED',
      retryable: true,
      retryAfterMs: expect.any(Number),
    });
    expect(told()).toEqual(['presence.changed online']);
    expect(await seen()).toBe('online');

    await refill(person, 'presence');
    expect(await setStatus('away')).toMatchObject({ type: 'ack' });
    expect(told()).toEqual(['presence.changed online', 'presence.changed away']);
    expect(await seen()).toBe('away');
  });
});

describe('a person who comes and goes too often', () => {
  it('is let in again when they have waited, and told of no more than let in', async () => {
    const { person, device, told, seen } = await aWatchedPerson();
    await drain(person, 'connect');
    expect(await invoke('connect', person, device)).toMatchObject({ statusCode: 429 });
    expect([told(), await seen()]).toEqual([[], 'offline']);

    await refill(person, 'connect');
    expect(await invoke('connect', person, device)).toMatchObject({ statusCode: 200 });
    expect([told(), await seen()]).toEqual([['presence.changed online'], 'online']);
  });

  it('is told of when they go, whatever the limits say', async () => {
    const { person, device, told, seen } = await aWatchedPerson();
    await invoke('connect', person, device);
    await Promise.all([drain(person, 'connect'), drain(person, 'presence')]);
    await invoke('disconnect', person, device);
    expect(told()).toEqual(['presence.changed online', 'presence.changed offline']);
    expect(await seen()).toBe('offline');
  });

  it('has all their devices let in at once after an outage', async () => {
    const person = aCaller();
    const answers = await Promise.all(Array.from({ length: 50 }, () => invoke('connect', person, randomUUID())));
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([200]));
  });
});
