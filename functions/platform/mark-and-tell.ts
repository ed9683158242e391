import { systemClock } from '../domain/clock.ts';
import type { Marks } from '../domain/conversations/memberships.ts';
import { announceReceipt } from '../domain/receipts/announce-receipt.ts';
import { type MarkProgress, markProgress } from '../domain/receipts/mark-progress.ts';
import { dynamoClient, sqsClient } from './clients.ts';
import { conversationDeps } from './conversation-deps.ts';
import { deliveryDeps } from './delivery-deps.ts';
import { environment } from './environment.ts';
import { logger } from './observability.ts';
import { SqsReceiptQueue } from './receipt-queue.ts';
import { UntoldReceiptRepository } from './repositories/untold-receipt-repository.ts';

/**
 * Moves a mark as HTTP and WebSocket both do it, and has the members told when it moved. A receipt that is not told is
 * told by the next one, or read with the list: it takes no durable path.
 */
export const markAndTell = () => {
  const client = dynamoClient();
  const deps = {
    ...conversationDeps(client),
    ...deliveryDeps(client),
    untold: new UntoldReceiptRepository(client, environment('LIVE_TABLE'), systemClock),
    receiptQueue: new SqsReceiptQueue(sqsClient(), environment('RECEIPT_QUEUE_URL')),
  };
  return async (command: MarkProgress, connectionId?: string): Promise<Marks> => {
    const { moved, marks, memberCount } = await markProgress(deps, command);
    if (!moved) return marks;
    const { tenantId, userId } = command.caller;
    const key = { tenantId, conversationId: command.conversationId };
    await announceReceipt(deps, { key, userId, marks, memberCount, connectionId }).catch((error: unknown) =>
      logger.warn('receipt was not told to all', { error: error as Error }),
    );
    return marks;
  };
};
