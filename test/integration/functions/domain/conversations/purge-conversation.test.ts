import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  BatchWriteCommand,
  DeleteCommand,
  type DynamoDBDocumentClient,
  paginateScan,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import type { Conversation } from '../../../../../functions/contract/conversations.ts';
import type { OutboxEvent } from '../../../../../functions/contract/events.ts';
import type { ConversationId } from '../../../../../functions/contract/identifiers.ts';
import type { Caller } from '../../../../../functions/domain/caller.ts';
import type { Change } from '../../../../../functions/domain/changes/change.ts';
import { purgeConversation } from '../../../../../functions/domain/conversations/purge-conversation.ts';
import type { MediaRecord } from '../../../../../functions/domain/media/media-store.ts';
import { presentMedia } from '../../../../../functions/domain/media/present-media.ts';
import type { ConversationKey } from '../../../../../functions/domain/messages/message-log.ts';
import { conversationPartition, keys } from '../../../../../functions/platform/keys.ts';
import { ChangeRepository } from '../../../../../functions/platform/repositories/change-repository.ts';
import { ConversationRemainsRepository } from '../../../../../functions/platform/repositories/conversation-remains-repository.ts';
import { DeliveryMarkRepository } from '../../../../../functions/platform/repositories/delivery-mark-repository.ts';
import { InspectionRepository } from '../../../../../functions/platform/repositories/inspection-repository.ts';
import { MediaRepository } from '../../../../../functions/platform/repositories/media-repository.ts';
import { MessageRepository } from '../../../../../functions/platform/repositories/message-repository.ts';
import { aDraft, aFile, tenantId } from '../../../../builders/chat.ts';
import { aDeployment } from '../../../../builders/deployment.ts';
import { invokeHttp } from '../../../../builders/handlers.ts';
import { anOutbox, inspectAt } from '../../../../builders/inspection.ts';
import { aContext } from '../../../../builders/lambda.ts';
import { aStoredPerson } from '../../../../builders/people.ts';

let client: DynamoDBDocumentClient;
let chatTable: string;
let liveTable: string;
let ada: Caller;
let bob: Caller;
let key: ConversationKey;
let deletion: Change;
/** Attached to one of the messages. */
let file: MediaRecord;

beforeAll(async () => {
  ({ client, chatTable, liveTable } = await aDeployment());
});

const start = async (): Promise<ConversationKey> => {
  const body = { type: 'group', title: 'Secret', metadata: { secret: 1 }, memberIds: [bob.userId] };
  const { id } = (await invokeHttp<Conversation>('create-conversation', { caller: ada, body })).body;
  return { tenantId, conversationId: id as ConversationId };
};
const send = (caller: Caller, { conversationId }: ConversationKey, content: string) =>
  invokeHttp('send-message', { caller, parameters: { conversationId }, body: { content, clientMessageId: content } });

/** The keys of what the table has of a conversation, in whosever partition. */
const itemsOf = async (one: ConversationKey): Promise<string[]> => {
  const found: string[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName: chatTable, ConsistentRead: true })) {
    const own = Items.filter(({ PK, SK }) => PK === conversationPartition(one) || SK.includes(one.conversationId));
    found.push(...own.map(({ SK }) => String(SK)));
  }
  return found.sort();
};
const inboxOf = async (caller: Caller): Promise<string[]> =>
  (await invokeHttp<{ items: Conversation[] }>('list-conversations', { caller })).body.items.map(({ id }) => id);

const marks = () => new DeliveryMarkRepository(client, liveTable, { nowMs: Date.now });
const purge = (
  over: {
    readonly client?: DynamoDBDocumentClient;
    readonly untilMs?: number;
    readonly change?: Change;
    readonly wait?: () => Promise<void>;
  } = {},
) =>
  purgeConversation(
    {
      store: new InspectionRepository(client, chatTable),
      remains: new ConversationRemainsRepository(over.client ?? client, chatTable, { nowMs: Date.now }),
      marks: marks(),
      clock: { nowMs: Date.now },
      wait: over.wait ?? (async () => undefined),
    },
    { key, change: over.change ?? deletion, untilMs: over.untilMs ?? Date.now() + 60_000 },
  );

beforeEach(async () => {
  [ada, bob] = [await aStoredPerson(client, chatTable), await aStoredPerson(client, chatTable)];
  key = await start();
  const messages = new MessageRepository(client, chatTable);
  file = aFile({ tenantId, uploaderId: ada.userId });
  const media = new MediaRepository(client, chatTable);
  await media.add(file, 10 ** 9);
  const attachments = [{ media: presentMedia(file), revision: file.revision }];
  for (let head = 0; head < 120; head += 1) {
    const { userId: senderId } = head % 2 ? ada : bob;
    await messages.append(
      aDraft({ ...key, senderId, clientMessageId: `m${head + 1}`, ...(head === 7 && { attachments }) }),
      head,
    );
  }
  const { conversationId } = key;
  await invokeHttp('update-conversation', { caller: ada, parameters: { conversationId }, body: { title: 'Other' } });
  await invokeHttp('delete-conversation', { caller: ada, parameters: { conversationId } });
  deletion = (await new ChangeRepository(client, chatTable).readAfter(key, 1, 1))[0] as Change;
  expect(deletion.kind).toBe('conversation.deleted');
}, 60_000);

/** A client whose function ends after so many deletes. */
const endingAfter = (deletes: number): DynamoDBDocumentClient => {
  let done = 0;
  const send = async (command: Parameters<typeof client.send>[0]) => {
    if (command instanceof BatchWriteCommand && done++ === deletes) throw new Error('the function ends here');
    return client.send(command);
  };
  return { send } as unknown as DynamoDBDocumentClient;
};

const left = ['CHANGE#0000000000000002', 'CONVERSATION'];

describe('purging a deleted conversation', () => {
  it('leaves who deleted it, when and which, and nothing else of it', async () => {
    expect(await purge()).toBe('purged');
    expect(await itemsOf(key)).toEqual(left);
    const { conversation, lastChange } = await new InspectionRepository(client, chatTable).readHeads(key);
    expect(conversation).toMatchObject({ purgedAt: expect.any(String), changeNumber: 2 });
    expect(lastChange).toMatchObject({ number: 2, kind: 'conversation.deleted' });
    expect(deletion.actorId).toBe(ada.userId);
    const { Items } = await client.send(
      new QueryCommand({
        TableName: chatTable,
        KeyConditionExpression: 'PK = :pk',
        ExpressionAttributeValues: { ':pk': conversationPartition(key) },
      }),
    );
    const items = JSON.stringify(Items);
    expect(items).not.toContain('Other');
    expect(items).not.toContain('secret');
  });

  it('leaves a file that was in it to its uploader alone', async () => {
    const media = new MediaRepository(client, chatTable);
    expect((await media.read(file))?.attachedTo).toHaveLength(1);
    await purge();
    expect((await media.read(file))?.attachedTo).toEqual([]);
  });

  it('does nothing when it is done', async () => {
    await purge();
    expect(await purge()).toBe('purged');
    expect(await itemsOf(key)).toEqual(left);
  });

  it('touches no other conversation of the same people, and none that is not deleted', async () => {
    const other = await start();
    for (const content of ['m1', 'm2']) await send(ada, other, content);
    const before = await itemsOf(other);
    await purge();
    const deleted = key;
    key = other;
    expect(await purge()).toBe('kept');
    expect(await itemsOf(other)).toEqual(before);
    expect(await inboxOf(bob)).toEqual([other.conversationId]);
    expect(await itemsOf(deleted)).toEqual(left);
  });

  it('keeps the members for as long as the deletion was not delivered to them', async () => {
    await client.send(new DeleteCommand({ TableName: liveTable, Key: { ...keys.deliveryMark(key, 'change 2') } }));
    await expect(purge()).rejects.toMatchObject({ name: 'Unavailable' });
    expect(await itemsOf(key)).toEqual(
      [
        ...left,
        `MEMBER#${ada.userId}`,
        `MEMBER#${bob.userId}`,
        `MEMBERSHIP#${key.conversationId}`,
        `MEMBERSHIP#${key.conversationId}`,
      ].sort(),
    );
    expect([await inboxOf(ada), await inboxOf(bob)]).toEqual([[], []]);

    await marks().put(key, 'change 2');
    expect(await purge()).toBe('purged');
    expect(await itemsOf(key)).toEqual(left);
  });

  it('waits a little for the delivery that is under way', async () => {
    await client.send(new DeleteCommand({ TableName: liveTable, Key: { ...keys.deliveryMark(key, 'change 2') } }));
    let waits = 0;
    const wait = async () => {
      waits += 1;
      if (waits === 3) await marks().put(key, 'change 2');
    };
    expect(await purge({ wait })).toBe('purged');
    expect(waits).toBe(3);
  });

  it('goes on where its time was up, and gets on each time', async () => {
    let before = (await itemsOf(key)).length;
    let outcome = '';
    for (let calls = 0; outcome !== 'purged'; calls += 1) {
      expect(calls).toBeLessThan(10);
      outcome = await purge({ untilMs: 0 });
      const now = (await itemsOf(key)).length;
      expect(outcome === 'purged' || now < before).toBe(true);
      before = now;
      expect([await inboxOf(ada), await inboxOf(bob)]).toEqual([[], []]);
    }
    expect(await itemsOf(key)).toEqual(left);
  });

  it('leaves nothing behind when it ends at any of its deletes', async () => {
    let ended = 0;
    for (let calls = 0; ; calls += 1) {
      expect(calls).toBeLessThan(40);
      const outcome = await purge({ client: endingAfter(calls) }).catch((error: Error) => error.message);
      expect([await inboxOf(ada), await inboxOf(bob)]).toEqual([[], []]);
      if (outcome === 'purged') break;
      expect(outcome).toBe('the function ends here');
      ended += 1;
    }
    expect(ended).toBeGreaterThan(5);
    expect(await itemsOf(key)).toEqual(left);
  }, 60_000);

  it('puts its own event on the bus again when its time is up, and no other', async () => {
    const bus = mockClient(EventBridgeClient);
    bus.on(PutEventsCommand).resolves({ FailedEntryCount: 0 });
    const { handler } = await import('../../../../../functions/events/purge-conversation.ts');
    const { conversationId } = key;
    const detail = { version: 1 as const, tenantId, correlationId: 'c-1', conversationId, change: deletion };
    const call = (remainingMs: number, over: object = {}) =>
      handler({ detail: { ...detail, ...over } } as never, {
        ...aContext(),
        getRemainingTimeInMillis: () => remainingMs,
      });
    // Less than a call keeps for what is under way.
    await call(7_000);
    expect(bus.commandCalls(PutEventsCommand).map(({ args }) => args[0].input.Entries)).toEqual([
      [{ EventBusName: 'bus', Source: 'chemchat', DetailType: 'conversation.changed', Detail: JSON.stringify(detail) }],
    ]);
    await call(60_000, { change: { ...deletion, kind: 'conversation.updated' } });
    expect((await itemsOf(key)).length).toBeGreaterThan(left.length);
    await call(60_000);
    expect(bus.commandCalls(PutEventsCommand)).toHaveLength(1);
    expect(await itemsOf(key)).toEqual(left);
    bus.restore();
  });

  it('is asked for again by the inspection when it did not come about', async () => {
    const outbox = anOutbox();
    const inspected = { client, chatTable, liveTable, outbox };
    const hour = 3600_000;
    const look = async (laterMs: number) =>
      (await inspectAt(inspected, laterMs, { tenantId, conversationId: key.conversationId, repair: true })).told;
    expect(await look(0.5 * hour)).toEqual([]);
    expect(await look(2 * hour)).toEqual([
      expect.stringMatching(/^existence: deleted at .*, and not purged \(repaired\)$/),
    ]);
    const [event] = outbox.published as [OutboxEvent];
    expect(event).toMatchObject({ type: 'conversation.changed', detail: { conversationId: key.conversationId } });
    expect(await purge({ change: (event.detail as unknown as { change: Change }).change })).toBe('purged');
    expect(await look(2 * hour)).toEqual([]);
  });
});
