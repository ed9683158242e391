import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ChangeEvent } from '../../../../functions/contract/events.ts';
import type { UserId } from '../../../../functions/contract/identifiers.ts';
import { systemClock } from '../../../../functions/domain/clock.ts';
import type { Connection } from '../../../../functions/domain/connections/connections.ts';
import { keys } from '../../../../functions/platform/keys.ts';
import { JoinRepository } from '../../../../functions/platform/repositories/join-repository.ts';
import { SubscriptionRepository } from '../../../../functions/platform/repositories/subscription-repository.ts';
import { aCaller, aConversationId, instant, tenantId } from '../../../builders/chat.ts';
import { aDeployment } from '../../../builders/deployment.ts';
import { aContext } from '../../../builders/lambda.ts';

let tables: Awaited<ReturnType<typeof aDeployment>>;
let joins: JoinRepository;
let subscriptions: SubscriptionRepository;

beforeAll(async () => {
  tables = await aDeployment();
  joins = new JoinRepository(tables.client, tables, systemClock);
  subscriptions = new SubscriptionRepository(tables.client, tables.liveTable, systemClock);
});

const aConnection = (): Connection => ({
  ...aCaller(),
  connectionId: 'c-1',
  batch: false,
  status: 'online',
  connectedAtMs: Date.now(),
  expiresAtMs: Date.now() + 60_000,
});

const fanOut = async (key: { conversationId: string }, change: ChangeEvent) => {
  const { handler } = await import('../../../../functions/events/fan-out-change.ts');
  const detail = { version: 1, tenantId, correlationId: 'c-1', conversationId: key.conversationId, change };
  await handler({ detail } as never, aContext());
};

describe('the durable path of a removal', () => {
  it('ends what the person followed before it, where the removal itself stopped half-way', async () => {
    const key = { tenantId, conversationId: aConversationId() };
    const [before, after] = [aConnection(), { ...aConnection(), connectionId: 'c-2' }];
    const userId: UserId = before.userId;
    const Item = { ...keys.membership(key, userId), userId };
    await tables.client.send(new PutCommand({ TableName: tables.chatTable, Item }));
    for (const isOfLargeChannel of [false, true]) {
      await joins.add({ key, connection: before, changeNumber: 6, isOfLargeChannel });
      await joins.add({ key, connection: { ...after, userId }, changeNumber: 7, isOfLargeChannel });
    }
    const entry = { changeNumber: 7, actorId: userId, timestamp: instant, correlationId: 'c-1' };
    await fanOut(key, { kind: 'member.left', ...entry, userId, role: 'member' });
    const following = await Promise.all(
      Array.from({ length: 17 }, (_, partition) => subscriptions.list(key, partition)),
    );
    expect(following.flat().map(({ connectionId }) => connectionId)).toEqual(['c-2', 'c-2']);
  });
});
