import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { DeleteCommand, type DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Conversation } from '../../../../../functions/contract/conversations.ts';
import type { ConversationId, TenantId, UserId } from '../../../../../functions/contract/identifiers.ts';
import type { Caller } from '../../../../../functions/domain/caller.ts';
import type { ConversationKey } from '../../../../../functions/domain/messages/message-log.ts';
import { type ItemKey, keys } from '../../../../../functions/platform/keys.ts';
import { DeliveryMarkRepository } from '../../../../../functions/platform/repositories/delivery-mark-repository.ts';
import { TenantRepository } from '../../../../../functions/platform/repositories/tenant-repository.ts';
import { UserRepository } from '../../../../../functions/platform/repositories/user-repository.ts';
import { aCaller, anAuditEntry, aUser } from '../../../../builders/chat.ts';
import { aDeployment } from '../../../../builders/deployment.ts';
import { invokeHttp } from '../../../../builders/handlers.ts';
import { anOutbox, inspectAt } from '../../../../builders/inspection.ts';

const minute = 60_000;
const hour = 60 * minute;
const aDay = 24 * hour;

let client: DynamoDBDocumentClient;
let chatTable: string;
let liveTable: string;
let outbox: ReturnType<typeof anOutbox>;
/** A tenant of each test's own, so that it inspects what it made. */
let tenantId: TenantId;
let ada: Caller;
let bob: Caller;
let key: ConversationKey;

beforeAll(async () => {
  ({ client, chatTable, liveTable } = await aDeployment());
});

const aPerson = async (): Promise<Caller> => {
  const user = aUser({ tenantId });
  const users = new UserRepository(client, chatTable);
  await users.add(user, {
    foundsTenant: !(await new TenantRepository(client, chatTable).read(tenantId)),
    isConfirmed: true,
    entry: anAuditEntry(user.userId),
  });
  return aCaller({ tenantId, userId: user.userId });
};

const startConversation = async (owner: Caller, ...others: Caller[]): Promise<ConversationKey> => {
  const { body } = await invokeHttp<Conversation>('create-conversation', {
    caller: owner,
    body: { type: 'group', title: 'Lab', memberIds: others.map(({ userId }) => userId) },
  });
  return { tenantId, conversationId: body.id as ConversationId };
};

const send = async (caller: Caller, content = 'hello'): Promise<void> => {
  const { status } = await invokeHttp('send-message', {
    caller,
    parameters: { conversationId: key.conversationId },
    body: { content },
  });
  // As clients do that send faster than one person may.
  if (status === 429) {
    await setTimeout(100);
    return send(caller, content);
  }
  expect(status).toBe(201);
};

const rename = (title: string) =>
  invokeHttp('update-conversation', {
    caller: ada,
    parameters: { conversationId: key.conversationId },
    body: { title },
  });

const remove = ({ PK, SK }: ItemKey, TableName = chatTable) =>
  client.send(new DeleteCommand({ TableName, Key: { PK, SK } }));
const set = ({ PK, SK }: ItemKey, name: string, value: unknown) =>
  client.send(
    new UpdateCommand({
      TableName: chatTable,
      Key: { PK, SK },
      UpdateExpression: 'SET #name = :value',
      ExpressionAttributeNames: { '#name': name },
      ExpressionAttributeValues: { ':value': value },
    }),
  );

/** Long after, when nothing asks for marks any more; with `laterMs` at another time. */
const look = async (laterMs = aDay) =>
  (await inspectAt({ client, chatTable, liveTable, outbox }, laterMs, { tenantId })).told;
const repair = async (laterMs = aDay) =>
  (await inspectAt({ client, chatTable, liveTable, outbox }, laterMs, { tenantId, repair: true })).told;

beforeEach(async () => {
  tenantId = `t-${randomUUID()}` as TenantId;
  outbox = anOutbox();
  [ada, bob] = [await aPerson(), await aPerson()];
  key = await startConversation(ada, bob);
  for (const content of ['1', '2', '3']) await send(ada, content);
  await rename('Laboratory');
  await invokeHttp('remove-member', {
    caller: bob,
    parameters: { conversationId: key.conversationId, userId: bob.userId },
  });
  await invokeHttp('add-member', {
    caller: ada,
    parameters: { conversationId: key.conversationId },
    body: { userId: bob.userId },
  });
});

describe('a healthy table', () => {
  it('gives no finding, at once, some minutes later and long after', async () => {
    for (const laterMs of [0, 10 * minute, aDay]) expect(await look(laterMs)).toEqual([]);
  });

  it('gives no finding while people send, change, join and leave', async () => {
    const carol = await aPerson();
    const parameters = { conversationId: key.conversationId };
    let isOver = false;
    const busy = [
      async () => send(ada),
      async () => send(bob),
      async () => rename(randomUUID()),
      async () => {
        await invokeHttp('add-member', { caller: ada, parameters, body: { userId: carol.userId } });
        await invokeHttp('remove-member', { caller: ada, parameters: { ...parameters, userId: carol.userId } });
      },
    ].map(async (act) => {
      while (!isOver) await act();
    });
    const told: string[] = [];
    for (let count = 0; count < 15; count += 1) told.push(...(await look(0)));
    isOver = true;
    await Promise.all(busy);
    expect(told).toEqual([]);
    expect(await look(0)).toEqual([]);
  }, 60_000);

  it('gives no finding while a conversation is deleted', async () => {
    const looks = Promise.all(Array.from({ length: 5 }, () => look(0)));
    await invokeHttp('delete-conversation', { caller: ada, parameters: { conversationId: key.conversationId } });
    expect((await looks).flat()).toEqual([]);
    expect(await look(0)).toEqual([]);
  });
});

describe('what nobody was told', () => {
  const marks = () => new DeliveryMarkRepository(client, liveTable, { nowMs: Date.now });

  it.each([
    ['message 2', 'message.created', { message: { content: '2', sequenceNumber: 2 } }],
    ['change 1', 'conversation.changed', { change: { kind: 'conversation.updated', changeNumber: 1 } }],
    ['conversation', 'conversation.created', {}],
  ])('goes on the bus again: %s', async (notice, type, detail) => {
    await remove(keys.deliveryMark(key, notice), liveTable);
    expect(await look(minute)).toEqual([]);
    expect(await look(5 * minute)).toEqual([expect.stringMatching(`^delivery: ${notice} of .* \\(found\\)$`)]);
    expect(outbox.published).toEqual([]);

    expect(await repair(5 * minute)).toEqual([expect.stringMatching(`^delivery: ${notice} of .* \\(repaired\\)$`)]);
    expect(outbox.published).toMatchObject([{ type, detail: { version: 1, tenantId, ...detail } }]);

    // The fan-out marks what it delivered.
    await marks().put(key, notice);
    expect(await repair(5 * minute)).toEqual([]);
    expect(outbox.published).toHaveLength(1);
  });

  it('is not looked for when its mark would be gone by now', async () => {
    await remove(keys.deliveryMark(key, 'message 2'), liveTable);
    expect(await repair(aDay)).toEqual([]);
  });

  it('is told as not repaired when the bus refuses it', async () => {
    await remove(keys.deliveryMark(key, 'message 2'), liveTable);
    const refusing = { publish: () => Promise.reject(new Error('no bus')) };
    const inspected = { client, chatTable, liveTable, outbox: refusing };
    const { told } = await inspectAt(inspected, 5 * minute, { tenantId, repair: true });
    expect(told).toEqual([expect.stringMatching(/repair failed: Error: no bus \(unrepaired\)$/)]);
  });
});

describe('a line', () => {
  it.each([
    ['its first message', 1, '1 missing below the head at 3'],
    ['a message in the middle', 2, '2 missing below the head at 3'],
    ['its newest message', 3, '3 missing below the head at 3'],
  ])('without %s is told, and nothing is made up', async (_case, number, what) => {
    await remove(keys.message(key, number));
    for (let count = 0; count < 2; count += 1) {
      expect(await repair()).toEqual([`line of messages: ${what} (unrepaired)`]);
    }
    expect(outbox.published).toEqual([]);
  });

  it('of changes with a hole of several is told once, and nothing is made up', async () => {
    for (const number of [1, 2]) await remove(keys.change(key, number));
    expect(await repair()).toEqual(['line of changes: 1 to 2 missing below the head at 3 (unrepaired)']);
  });

  it('of more than one page is looked at number by number', async () => {
    for (let count = 4; count <= 230; count += 1) await send(ada, `${count}`);
    expect(await look()).toEqual([]);
    await remove(keys.message(key, 77));
    await remove(keys.message(key, 78));
    expect(await look()).toEqual(['line of messages: 77 to 78 missing below the head at 230 (found)']);
  }, 60_000);

  it('takes messages again when its head was behind its newest entry', async () => {
    await set(keys.head(key), 'sequenceNumber', 1);
    expect(await repair()).toEqual(['line of messages: the head is at 1, the newest entry at 3 (repaired)']);
    expect(await repair()).toEqual([]);
    await send(bob, '4');
    expect(await look()).toEqual([]);
  });

  it('takes changes again when its head was behind its newest entry', async () => {
    await set(keys.conversation(key), 'changeNumber', 2);
    expect(await repair()).toEqual(['line of changes: the head is at 2, the newest entry at 3 (repaired)']);
    expect(await repair()).toEqual([]);
    expect(await rename('again')).toMatchObject({ status: 200 });
    expect(await look()).toEqual([]);
  });
});

describe('members', () => {
  it('are listed again when they were not', async () => {
    await remove(keys.member(key, bob.userId));
    expect((await look()).sort()).toEqual([
      'members: memberCount is 2, members are 1 (found)',
      `memberships: member of ${key.conversationId}, but not listed (found)`,
    ]);
    await repair();
    expect(await look()).toEqual([]);
    const { body } = await invokeHttp('list-members', {
      caller: ada,
      parameters: { conversationId: key.conversationId },
    });
    expect(body.items).toMatchObject([{ userId: ada.userId }, { userId: bob.userId }].sort(byUserId));
  });

  it('are listed no longer when they are none', async () => {
    await remove(keys.membership(key, bob.userId));
    expect(await repair()).toEqual([
      `members: ${bob.userId} is listed, but is no member (repaired)`,
      'members: memberCount is 2, members are 1 (repaired)',
    ]);
    expect(await repair()).toEqual([]);
  });

  it('are listed in the role that they have', async () => {
    await set(keys.member(key, bob.userId), 'role', 'admin');
    expect((await look()).sort()).toEqual([
      expect.stringMatching(`^members: ${bob.userId} is listed as admin, but is member since .* \\(found\\)$`),
      `memberships: member of ${key.conversationId}, but listed as admin (found)`,
    ]);
    await repair();
    expect(await look()).toEqual([]);
  });

  it('are counted anew when the count is wrong', async () => {
    await set(keys.conversation(key), 'memberCount', 7);
    expect(await repair()).toEqual(['members: memberCount is 7, members are 2 (repaired)']);
    expect(await repair()).toEqual([]);
  });

  it('have their marks put back to the head when they are above it', async () => {
    await set(keys.membership(key, bob.userId), 'lastReadSequence', 9);
    expect(await repair()).toEqual([`members: marks of ${bob.userId} at 9 and 9, the head at 3 (repaired)`]);
    expect(await repair()).toEqual([]);
    const inbox = await invokeHttp('list-conversations', { caller: bob });
    expect(inbox.body.items).toMatchObject([{ lastReadSequence: 3, unreadCount: 0 }]);
  });
});

describe('a conversation that is not as it has to be', () => {
  const membersOf = async (conversation: ConversationKey, joinedAt: string) => {
    for (const { userId } of [ada, bob]) {
      const fields = { userId, role: 'member', joinedAt };
      await client.send(
        new PutCommand({ TableName: chatTable, Item: { ...keys.member(conversation, userId), ...fields } }),
      );
      await client.send(
        new PutCommand({
          TableName: chatTable,
          Item: { ...keys.membership(conversation, userId), ...fields, lastReadSequence: 0, lastDeliveredSequence: 0 },
        }),
      );
    }
  };

  it('is cleaned away when it was begun and never finished, after an hour', async () => {
    const begun = { tenantId, conversationId: randomUUID() as ConversationId };
    await membersOf(begun, new Date().toISOString());
    expect(await repair(30 * minute)).toEqual([]);
    expect(await look(2 * hour)).toHaveLength(4);
    await repair(2 * hour);
    expect(await look(2 * hour)).toEqual([]);
    expect((await invokeHttp('list-conversations', { caller: ada })).body.items).toMatchObject([
      { id: key.conversationId },
    ]);
  });

  it.each([
    ['its head', () => [keys.head(key)], 'no head, and no deletion'],
    ['its own item', () => [keys.conversation(key)], 'no conversation, but what belongs to one'],
    [
      'both and its changes',
      () => [keys.head(key), keys.conversation(key), ...[1, 2, 3].map((number) => keys.change(key, number))],
      'no conversation, but what belongs to one',
    ],
  ])('is told and left as it is when it lost %s', async (_case, lost, what) => {
    for (const item of lost()) await remove(item);
    for (let count = 0; count < 2; count += 1) expect(await repair()).toEqual([`existence: ${what} (unrepaired)`]);
  });

  it('is told, and the others are looked at, when what it stores is no message', async () => {
    await set(keys.message(key, 2), 'conversationId', 7);
    const other = await startConversation(ada, bob);
    for (const one of [key, other]) await remove(keys.deliveryMark(one, 'conversation'), liveTable);
    await remove(keys.deliveryMark(key, 'message 2'), liveTable);
    const told = await repair(5 * minute);
    expect(told.filter((one) => one.endsWith('(repaired)'))).toHaveLength(2);
    expect(told.filter((one) => !one.endsWith('(repaired)'))).toEqual([
      expect.stringMatching(/^delivery: message 2 .*; repair failed: Error: cannot read the record.* \(unrepaired\)$/),
    ]);
  });
});

const byUserId = (one: { userId: UserId }, other: { userId: UserId }) => (one.userId < other.userId ? -1 : 1);
