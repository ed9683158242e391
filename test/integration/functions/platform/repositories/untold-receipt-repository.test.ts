import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { keys } from '../../../../../functions/platform/keys.ts';
import { UntoldReceiptRepository } from '../../../../../functions/platform/repositories/untold-receipt-repository.ts';
import { aConversationId, aUserId, tenantId } from '../../../../builders/chat.ts';
import { aTable, localDynamo } from '../../../../builders/tables.ts';

let client: DynamoDBDocumentClient;
let table: string;
let nowMs = Date.parse('2026-11-24T12:00:00.000Z');
let untold: UntoldReceiptRepository;

beforeAll(async () => {
  client = localDynamo();
  table = await aTable(client);
  untold = new UntoldReceiptRepository(client, table, { nowMs: () => nowMs });
});

const aKey = () => ({ tenantId, conversationId: aConversationId() });

describe('untold receipts', () => {
  it('are seen to by one of many who come at once, and taken all at once with what moved each', async () => {
    const key = aKey();
    const [ada, ...others] = Array.from({ length: 20 }, aUserId) as [ReturnType<typeof aUserId>];
    const seesToIt = await Promise.all([
      ...others.map((userId) => untold.note(key, userId, 'c-1')),
      ...['phone', 'laptop', 'phone'].map((movedBy) => untold.note(key, ada, movedBy)),
    ]);
    expect(seesToIt.filter(Boolean)).toHaveLength(1);
    const taken = await untold.take(key);
    expect(taken).toEqual(
      new Map([[ada, new Set(['laptop', 'phone'])], ...others.map((userId) => [userId, new Set(['c-1'])] as const)]),
    );
    expect(await untold.take(key)).toEqual(new Map());
  });

  it('are seen to anew after they were taken', async () => {
    const key = aKey();
    expect(await untold.note(key, aUserId(), 'c-1')).toBe(true);
    await untold.take(key);
    expect(await untold.note(key, aUserId(), 'c-1')).toBe(true);
  });

  it('that nobody came to tell are seen to by the next who notes, once at a time', async () => {
    const key = aKey();
    const [first, second] = [aUserId(), aUserId()];
    await untold.note(key, first, 'c-1');
    nowMs += 9_000;
    expect(await untold.note(key, second, 'c-2')).toBe(false);
    nowMs += 2_000;
    const seesToIt = await Promise.all([1, 2, 3, 4, 5].map(() => untold.note(key, second, 'c-2')));
    expect(seesToIt.filter(Boolean)).toHaveLength(1);
    expect(await untold.note(key, second, 'c-2')).toBe(false);
    expect([...(await untold.take(key)).keys()].sort()).toEqual([first, second].sort());
  });

  it('expire where nobody reads on', async () => {
    const key = aKey();
    await untold.note(key, aUserId(), 'c-1');
    const { Item } = await client.send(new GetCommand({ TableName: table, Key: keys.receipts(key) }));
    expect(Item?.expiresAtSeconds).toBe(Math.ceil(nowMs / 1000) + 24 * 3600);
  });
});
