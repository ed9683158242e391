import { beforeAll, describe, expect, it } from '@jest/globals';
import type { UserId } from '../../../../functions/contract/identifiers.ts';
import { maxFrameBytes } from '../../../../functions/contract/websocket-actions.ts';
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
    expect(joined.presence).toHaveLength(100);
    expect(JSON.stringify(joined).length).toBeLessThan(maxFrameBytes);
  });
});
