import { ReceiptsDue } from '../contract/queue-messages.ts';
import { systemClock } from '../domain/clock.ts';
import { tellReceipts } from '../domain/receipts/tell-receipts.ts';
import { dynamoClient } from '../platform/clients.ts';
import { deliveryDeps } from '../platform/delivery-deps.ts';
import { environment } from '../platform/environment.ts';
import { queueConsumer } from '../platform/handlers/queue-consumer.ts';
import { logger } from '../platform/observability.ts';
import { UntoldReceiptRepository } from '../platform/repositories/untold-receipt-repository.ts';

const client = dynamoClient();
const deps = {
  ...deliveryDeps(client),
  untold: new UntoldReceiptRepository(client, environment('LIVE_TABLE'), systemClock),
};

/** Tells members how far the others have come, all that moved within about a second at once. */
export const handler = queueConsumer(ReceiptsDue, async (key) => {
  const { receipts, failed } = await tellReceipts(deps, key);
  const told = { conversationId: key.conversationId, receipts, failed };
  if (failed > 0) logger.warn('receipts were not told to all', told);
  else logger.info('told receipts', told);
});
