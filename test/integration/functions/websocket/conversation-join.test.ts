import { beforeAll, describe, expect, it } from '@jest/globals';
import type { UserId } from '../../../../functions/contract/identifiers.ts';
import type { Presence } from '../../../../functions/contract/presence.ts';
import { maxFrameBytes } from '../../../../functions/contract/websocket-actions.ts';
import { systemClock } from '../../../../functions/domain/clock.ts';
import { ConnectionRepository } from '../../../../functions/platform/repositories/connection-repository.ts';
import { TypingRepository } from '../../../../functions/platform/repositories/typing-repository.ts';
import { aCaller } from '../../../builders/chat.ts';
import { aDeployment } from '../../../builders/deployment.ts';
import { invokeAction } from '../../../builders/handlers.ts';
import { aStoredConversation } from '../../../builders/sending.ts';

let deployment: Awaited<ReturnType<typeof aDeployment>>;

beforeAll(async () => {
  deployment = await aDeployment();
});

describe('joining', () => {
  it('tells in one frame who writes, of hundreds at once those who said so last', async () => {
    const { client, chatTable, liveTable } = deployment;
    const { key, userIds } = await aStoredConversation(client, chatTable, 300);
    const beganMs = Date.now();
    // Names as long as they may be, and twice as long in JSON
    const displayName = '"'.repeat(128);
    await Promise.all(
      userIds.map((userId, index) =>
        new TypingRepository(client, liveTable, { nowMs: () => beganMs + index }).start(key, { userId, displayName }),
      ),
    );
    const { conversationId } = key;
    const joined = await invokeAction(aCaller({ userId: userIds[299] as UserId }), 'conversation.join', {
      conversationId,
    });
    const newest = userIds.slice(279, 299).reverse();
    expect(joined.typing).toEqual(newest.map((userId) => ({ userId, displayName })));
    expect(joined.presence).toHaveLength(200);
    expect(JSON.stringify(joined).length).toBeLessThan(maxFrameBytes);
  });

  it('tells of hundreds first who is there, wherever they are among the members', async () => {
    const { client, chatTable, liveTable } = deployment;
    const { key, userIds } = await aStoredConversation(client, chatTable, 300);
    const connections = new ConnectionRepository(client, liveTable, systemClock);
    const sorted = userIds.toSorted();
    const there = sorted.slice(297);
    for (const userId of there) {
      const device = { connectionId: userId, batch: false, status: 'online' as const };
      const times = { connectedAtMs: Date.now(), expiresAtMs: Date.now() + 60_000 };
      await connections.put({ ...aCaller({ tenantId: key.tenantId, userId }), ...device, ...times });
    }
    const { conversationId } = key;
    const joined = await invokeAction(aCaller({ userId: sorted[0] as UserId }), 'conversation.join', {
      conversationId,
    });
    const presence = joined.presence as Presence[];
    expect(presence).toHaveLength(200);
    expect(presence.slice(0, 3).map(({ userId, status }) => [userId, status])).toEqual(
      expect.arrayContaining(there.map((userId) => [userId, 'online'])),
    );
    expect(new Set(presence.slice(3).map(({ status }) => status))).toEqual(new Set(['offline']));
  });
});
