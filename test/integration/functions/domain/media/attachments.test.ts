import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { UserId } from '../../../../../functions/contract/identifiers.ts';
import { deleteMessage, editMessage, react } from '../../../../../functions/domain/changes/change-message.ts';
import { changeMedia } from '../../../../../functions/domain/media/change-media.ts';
import type { MediaRecord } from '../../../../../functions/domain/media/media-store.ts';
import type { ConversationKey } from '../../../../../functions/domain/messages/message-log.ts';
import { type SendMessageDeps, sendMessage } from '../../../../../functions/domain/messages/send-message.ts';
import { keys } from '../../../../../functions/platform/keys.ts';
import { ChangeRepository } from '../../../../../functions/platform/repositories/change-repository.ts';
import type { LaneTables } from '../../../../../functions/platform/repositories/lane-repository.ts';
import { aCaller, aFile, anOrigin, tenantId } from '../../../../builders/chat.ts';
import { aStoredConversation, sendingDeps } from '../../../../builders/sending.ts';
import { aTable, localDynamo } from '../../../../builders/tables.ts';

let client: DynamoDBDocumentClient;
let tables: LaneTables;
let deps: ReturnType<typeof sendingDeps> & { readonly changes: ChangeRepository };

beforeAll(async () => {
  client = localDynamo();
  tables = { chatTable: await aTable(client), liveTable: await aTable(client) };
  deps = { ...sendingDeps(client, tables), changes: new ChangeRepository(client, tables.chatTable) };
});

const aStoredFile = async (over: Partial<MediaRecord>): Promise<MediaRecord> => {
  const record = aFile({ status: 'processing', revision: 1, ...over });
  expect(await deps.media.add(record, 10 ** 9)).toEqual({ outcome: 'added' });
  return record;
};

const send = (
  { conversationId }: ConversationKey,
  userId: UserId,
  files: readonly MediaRecord[],
  over = {},
  by: SendMessageDeps = deps,
) =>
  sendMessage(by, {
    ...{ caller: aCaller({ userId }), correlationId: 'c', conversationId, content: 'look' },
    ...{
      clientMessageId: files.map(({ mediaId }) => mediaId).join(),
      attachmentIds: files.map(({ mediaId }) => mediaId),
    },
    ...over,
  });

/** Sends the conversation's senders to its lane. */
const heat = (key: ConversationKey) =>
  client.send(
    new UpdateCommand({
      TableName: tables.chatTable,
      Key: keys.head(key),
      UpdateExpression: 'SET hotUntilMs = :hot',
      ExpressionAttributeValues: { ':hot': Date.now() + 60_000 },
    }),
  );

const usedBytes = async (): Promise<number> => {
  const { Item } = await client.send(new GetCommand({ TableName: tables.chatTable, Key: keys.storage(tenantId) }));
  return Item?.usedBytes ?? 0;
};

describe('a file that is settled while it is sent', () => {
  it("is attached in the message's own transaction, or shown settled: a message never keeps a file in progress that nobody tells of", async () => {
    const { key, userIds } = await aStoredConversation(client, tables.chatTable);
    const file = await aStoredFile({ uploaderId: userIds[0] });
    // Given that it is settled right after the sender's look at it, when nobody is to be told yet
    let told: MediaRecord | undefined;
    const readMany: typeof deps.media.readMany = async (...wanted) => {
      const records = await deps.media.readMany(...wanted);
      if (told === undefined) {
        await changeMedia(deps, file, () => ({ status: 'ready' }));
        told = await deps.media.read(file);
      }
      return records;
    };
    const media = { readMany };
    const { message } = await send(key, userIds[0], [file], {}, { ...deps, media });
    // Then the message shows it so
    expect(told?.attachedTo).toEqual([]);
    expect(message.attachments[0]?.status).toBe('ready');
    expect((await deps.media.read(file))?.attachedTo).toEqual([message.id]);
  });

  it('is looked at again in the lane too', async () => {
    const { key, userIds } = await aStoredConversation(client, tables.chatTable);
    await heat(key);
    const file = await aStoredFile({ uploaderId: userIds[0] });
    let looks = 0;
    const readMany: typeof deps.media.readMany = async (...wanted) => {
      const records = await deps.media.readMany(...wanted);
      looks += 1;
      if (looks === 1) await changeMedia(deps, file, () => ({ status: 'ready' }));
      return records;
    };
    const { message } = await send(key, userIds[0], [file], {}, { ...deps, media: { readMany } });
    expect([looks, message.attachments[0]?.status]).toEqual([2, 'ready']);
  });

  it('as rejected is not sent', async () => {
    const { key, userIds } = await aStoredConversation(client, tables.chatTable);
    const file = await aStoredFile({ uploaderId: userIds[0] });
    const readMany: typeof deps.media.readMany = async (...wanted) => {
      const records = await deps.media.readMany(...wanted);
      await changeMedia(deps, file, () => ({ status: 'rejected', reason: 'FAILED' }));
      return records;
    };
    const sent = send(key, userIds[0], [file], {}, { ...deps, media: { readMany } });
    await expect(sent).rejects.toMatchObject({ errors: [{ path: 'attachmentIds' }] });
    expect((await deps.messages.readHead(key))?.sequenceNumber).toBe(0);
  });
});

describe('files of a contended conversation', () => {
  it('go through the lane with their messages, once each, however many there are', async () => {
    const { key, userIds } = await aStoredConversation(client, tables.chatTable, 20);
    await heat(key);
    const sent = await Promise.all(
      userIds.map(async (uploaderId) => {
        const files = await Promise.all(Array.from({ length: 10 }, () => aStoredFile({ uploaderId })));
        return { files, ...(await send(key, uploaderId, files)) };
      }),
    );
    const { items } = await deps.messages.readRange(key, { after: 0, limit: 100 });
    expect(items.map(({ sequenceNumber }) => sequenceNumber)).toEqual(userIds.map((_userId, index) => index + 1));
    for (const { message, files } of sent) {
      const ids = files.map(({ mediaId }) => mediaId);
      expect(message.attachments.map(({ id }) => id)).toEqual(ids);
      expect(items.find(({ id }) => id === message.id)?.attachments.map(({ id }) => id)).toEqual(ids);
      const records = await deps.media.readMany(tenantId, ids);
      expect(records.map(({ attachedTo }) => attachedTo)).toEqual(ids.map(() => [message.id]));
    }
  }, 60_000);

  it('may be the same in two messages', async () => {
    const { key, userIds } = await aStoredConversation(client, tables.chatTable);
    const file = await aStoredFile({ uploaderId: userIds[0] });
    const sent = await Promise.all(
      [1, 2, 3].map((index) => send(key, userIds[0], [file], { clientMessageId: `again ${index}` })),
    );
    const record = await deps.media.read(file);
    expect([...(record?.attachedTo ?? [])].sort()).toEqual(sent.map(({ message }) => message.id).sort());
  });
});

describe('a message', () => {
  it('keeps its files through edits and reactions, and loses them with its deletion', async () => {
    const { key, userIds } = await aStoredConversation(client, tables.chatTable);
    const file = await aStoredFile({ uploaderId: userIds[0] });
    const { message } = await send(key, userIds[0], [file]);
    const target = {
      caller: aCaller({ userId: userIds[0] }),
      messageId: message.id,
      correlationId: 'c',
      origin: anOrigin(),
    };
    const shown = message.attachments;
    expect((await editMessage(deps, { ...target, content: '' })).result.attachments).toEqual(shown);
    expect((await react(deps, { ...target, emoji: '👍', reaction: 'added' })).result.attachments).toEqual(shown);
    expect((await deps.messages.read(key, 1))?.attachments).toEqual(shown);

    expect((await deleteMessage(deps, target)).result.attachments).toEqual([]);
    await deleteMessage(deps, target);
    expect((await deps.messages.read(key, 1))?.attachments).toEqual([]);
    expect((await deps.media.read(file))?.attachedTo).toEqual([]);
  });

  it('without files may not be edited to say nothing', async () => {
    const { key, userIds } = await aStoredConversation(client, tables.chatTable);
    const { message } = await send(key, userIds[0], [], { clientMessageId: 'plain' });
    const target = {
      caller: aCaller({ userId: userIds[0] }),
      messageId: message.id,
      correlationId: 'c',
      origin: anOrigin(),
    };
    await expect(editMessage(deps, { ...target, content: '' })).rejects.toMatchObject({
      errors: [{ path: 'content' }],
    });
  });
});

describe("a tenant's storage", () => {
  it('is what its files take at every state, and takes no more than there is room for from many at once', async () => {
    const before = await usedBytes();
    const add = () => deps.media.add(aFile({ status: 'pending', revision: 1, storedBytes: 400 }), before + 2_000);
    const outcomes = await Promise.all(Array.from({ length: 12 }, add));
    expect(outcomes.filter(({ outcome }) => outcome === 'added').length).toBeLessThanOrEqual(5);
    expect(outcomes.filter(({ outcome }) => outcome === 'full').length).toBeGreaterThan(0);
    const added = outcomes.filter(({ outcome }) => outcome === 'added').length;
    expect(await usedBytes()).toBe(before + added * 400);
  });

  it('is settled once, whoever settles', async () => {
    const file = await aStoredFile({ storedBytes: 400 });
    const before = await usedBytes();
    const settle = () =>
      changeMedia(deps, file, ({ status }) =>
        status === 'rejected' ? undefined : { status: 'rejected', reason: 'FAILED', storedBytes: 0 },
      );
    await Promise.all([settle(), settle(), settle()]);
    expect(await usedBytes()).toBe(before - 400);
    expect(await deps.media.read(file)).toMatchObject({ status: 'rejected', reason: 'FAILED', revision: 2 });
  });
});
