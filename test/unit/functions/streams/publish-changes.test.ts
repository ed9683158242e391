import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Context, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { aConversationId, anAuditEntry, aSession, aUser, aUserId, instant } from '../../../builders/chat.ts';

process.env.EVENT_BUS = 'bus';
const { handler } = await import('../../../../functions/streams/publish-changes.ts');

const bus = mockClient(EventBridgeClient);
const conversationId = aConversationId();

const aRecord = (sequenceNumber: number, over: Record<string, unknown> = {}): DynamoDBRecord => ({
  eventName: 'INSERT',
  dynamodb: {
    SequenceNumber: `record-${sequenceNumber}`,
    NewImage: marshall({
      PK: `T#acme#C#${conversationId}`,
      SK: `MESSAGE#${sequenceNumber}`,
      conversationId,
      sequenceNumber,
      senderId: aUserId(),
      clientMessageId: 'k',
      messageType: 'text',
      content: 'hello',
      timestamp: instant,
      revision: 1,
      correlationId: 'c-1',
      ...over,
    }) as never,
  },
});
const publish = (...Records: DynamoDBRecord[]) =>
  handler({ Records } as DynamoDBStreamEvent, { awsRequestId: 'r', getRemainingTimeInMillis: () => 1000 } as Context);
const published = () =>
  bus.commandCalls(PutEventsCommand).map(({ args }) => JSON.parse(args[0].input.Entries?.[0]?.Detail ?? '{}'));

beforeEach(() => void bus.reset());

describe('the publisher', () => {
  it('tells of a session that was deleted, and nothing of what it held', async () => {
    bus.on(PutEventsCommand).resolves({ FailedEntryCount: 0 });
    const session = { ...aSession(), PK: 'T#acme#U#u', SK: 'SESSION#s', sealedProviderToken: 'secret' };
    const OldImage = marshall(session, { removeUndefinedValues: true }) as never;
    const record: DynamoDBRecord = { eventName: 'REMOVE', dynamodb: { SequenceNumber: 'record-1', OldImage } };
    expect(await publish(record)).toEqual({ batchItemFailures: [] });
    const { tenantId, userId, sessionId } = session;
    expect(published()).toEqual([{ version: 1, tenantId, correlationId: sessionId, userId, sessionId }]);
  });

  it('tells the audit alone of a session that began, and of an entry in the outbox', async () => {
    bus.on(PutEventsCommand).resolves({ FailedEntryCount: 0 });
    const entry = anAuditEntry();
    const insertOf = (item: object, number: number): DynamoDBRecord => ({
      eventName: 'INSERT',
      dynamodb: {
        SequenceNumber: `record-${number}`,
        NewImage: marshall(item, { removeUndefinedValues: true }) as never,
      },
    });
    const session = { ...aSession(), PK: 'T#acme#U#u', SK: 'SESSION#s', sealedProviderToken: 'secret', audit: entry };
    const waiting = { PK: 'T#acme#AUDIT', SK: `AUDIT#${entry.id}`, audit: entry };
    expect(await publish(insertOf(session, 1), insertOf(waiting, 2))).toEqual({ batchItemFailures: [] });
    const told = { version: 1, tenantId: 'acme', correlationId: entry.correlationId, entry };
    expect(published()).toEqual([told, told]);
  });

  it('tells the audit of a change beside those whom the change concerns', async () => {
    bus.on(PutEventsCommand).resolves({ FailedEntryCount: 0 });
    const entry = anAuditEntry();
    const change = {
      kind: 'message.updated',
      changeNumber: 1,
      sequenceNumber: 1,
      actorId: aUserId(),
      timestamp: instant,
    };
    const record = aRecord(1, { ...change, SK: 'CHANGE#1', correlationId: 'c-1', audit: entry });
    expect(await publish(record)).toEqual({ batchItemFailures: [] });
    expect(published()).toEqual([
      {
        version: 1,
        tenantId: 'acme',
        correlationId: 'c-1',
        conversationId,
        change: { ...change, correlationId: 'c-1' },
      },
      { version: 1, tenantId: 'acme', correlationId: entry.correlationId, entry },
    ]);
  });

  it('tells that somebody has another display name, and of no other change of a person', async () => {
    bus.on(PutEventsCommand).resolves({ FailedEntryCount: 0 });
    const change = (before: object, after: object): DynamoDBRecord => {
      const profile = { ...aUser(), userId: 'ada', PK: 'T#acme#U#ada', SK: 'PROFILE' };
      const image = (over: object) => marshall({ ...profile, ...over }, { removeUndefinedValues: true }) as never;
      const dynamodb = { SequenceNumber: 'record-1', OldImage: image(before), NewImage: image(after) };
      return { eventName: 'MODIFY', dynamodb };
    };
    const first = { displayName: 'Ada', renames: 1, renamedAt: instant, correlationId: 'c-1' };
    const second = { ...first, displayName: 'Countess', renames: 2, correlationId: 'c-2' };
    await publish(
      change({}, { mfaEnabled: true }),
      change({}, first),
      change(first, { ...first, roles: ['admin'] }),
      change(first, second),
    );
    expect(published()).toEqual(
      ['c-1', 'c-2'].map((correlationId) => ({
        ...{ version: 1, tenantId: 'acme', correlationId, userId: 'ada', timestamp: instant },
      })),
    );
  });

  it('puts each new message on the bus with its tenant and correlation id', async () => {
    bus.on(PutEventsCommand).resolves({ FailedEntryCount: 0 });
    expect(await publish(aRecord(1))).toEqual({ batchItemFailures: [] });
    const { input } = bus.commandCalls(PutEventsCommand)[0]?.args[0] ?? {};
    expect(input?.Entries?.[0]).toMatchObject({
      EventBusName: 'bus',
      Source: 'chemchat',
      DetailType: 'message.created',
    });
    expect(published()).toEqual([
      {
        version: 1,
        tenantId: 'acme',
        correlationId: 'c-1',
        message: expect.objectContaining({ conversationId, sequenceNumber: 1, content: 'hello' }),
      },
    ]);
  });

  it('reports the records that failed and no others', async () => {
    bus.on(PutEventsCommand).callsFake(({ Entries }) => {
      const { message } = JSON.parse(Entries[0].Detail);
      if (message.sequenceNumber === 2) throw new Error('the bus is not there');
      return { FailedEntryCount: message.sequenceNumber === 3 ? 1 : 0, Entries: [{ ErrorCode: 'InternalFailure' }] };
    });
    expect(await publish(aRecord(1), aRecord(2), aRecord(3), aRecord(4))).toEqual({
      batchItemFailures: [{ itemIdentifier: 'record-2' }, { itemIdentifier: 'record-3' }],
    });
  });

  it('reports a record that is no message, and one without a tenant', async () => {
    bus.on(PutEventsCommand).resolves({ FailedEntryCount: 0 });
    const { batchItemFailures } = await publish(
      aRecord(1, { sequenceNumber: 'one' }),
      aRecord(2, { PK: 'DIRECTORY#email' }),
    );
    expect(batchItemFailures).toHaveLength(2);
    expect(published()).toEqual([]);
  });
});
