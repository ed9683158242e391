import type { Marks } from '../domain/conversations/memberships.ts';
import { push } from '../domain/delivery/deliver.ts';
import { type MarkProgress, markProgress } from '../domain/receipts/mark-progress.ts';
import { dynamoClient } from './clients.ts';
import { conversationDeps } from './conversation-deps.ts';
import { deliveryDeps } from './delivery-deps.ts';
import { logger } from './observability.ts';

/** Above it nobody looks at each member's marks, and telling everybody of each would cost more than the messages. */
const receiptMembers = 100;

/**
 * Moves a mark and tells the members. Both marks go out in one event, and only when one moved. A receipt that is not
 * told is told by the next one, or read with the list: it takes no durable path.
 */
export const markAndTell = () => {
  const client = dynamoClient();
  const deps = conversationDeps(client);
  const delivery = deliveryDeps(client);
  return async (command: MarkProgress, exceptConnectionId?: string): Promise<Marks> => {
    const { marks, event } = await markProgress(deps, command);
    if (event === undefined) return marks;
    const key = { tenantId: command.caller.tenantId, conversationId: command.conversationId };
    const memberIds = await delivery.memberships.listMemberIds(key, receiptMembers + 1);
    if (memberIds.length > receiptMembers) return marks;
    const notice = { key, exceptConnectionId, eventsFor: async () => () => [event] };
    await push(delivery, memberIds, notice).catch((error: unknown) =>
      logger.warn('receipt was not told to all', { error: error as Error }),
    );
    return marks;
  };
};
