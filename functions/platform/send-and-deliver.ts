import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { systemClock } from '../domain/clock.ts';
import { deliverAtOnce } from '../domain/delivery/deliver-message.ts';
import { type SendMessage, type Sent, sendMessage } from '../domain/messages/send-message.ts';
import { deliveryDeps } from './delivery-deps.ts';
import { environment } from './environment.ts';
import { logger, metrics } from './observability.ts';
import { MessageRepository } from './repositories/message-repository.ts';

/** A message to send; the connection that it came by gets an ack and no event. */
export interface SendCommand extends SendMessage {
  readonly exceptConnectionId?: string;
}

/**
 * Sending as HTTP and WebSocket both do it: the commit, then the fast path. Once a message is committed the sender is
 * told so whatever becomes of the fast path: what it leaves unmarked, the durable path delivers.
 */
export const sendAndDeliver = (client: DynamoDBDocumentClient) => {
  const sending = { messages: new MessageRepository(client, environment('CHAT_TABLE')), clock: systemClock };
  const delivery = deliveryDeps(client);
  return async ({ exceptConnectionId, ...command }: SendCommand): Promise<Sent> => {
    const sent = await sendMessage(sending, command);
    metrics.addMetric(sent.outcome === 'created' ? 'MessagesSent' : 'DuplicateSends', MetricUnit.Count, 1);
    if (sent.outcome === 'duplicate') return sent;
    try {
      await deliverAtOnce(delivery, { tenantId: command.caller.tenantId, message: sent.message, exceptConnectionId });
    } catch (error) {
      metrics.addMetric('FastPathFailures', MetricUnit.Count, 1);
      logger.warn('fast path failed; the durable path delivers', { messageId: sent.message.id, error: error as Error });
    }
    return sent;
  };
};
