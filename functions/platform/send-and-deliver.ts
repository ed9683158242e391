import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { systemClock } from '../domain/clock.ts';
import { messageNotice } from '../domain/delivery/notices.ts';
import { type SendMessage, type Sent, sendMessage } from '../domain/messages/send-message.ts';
import { deliveryDeps } from './delivery-deps.ts';
import { environment } from './environment.ts';
import { fastPath } from './fast-path.ts';
import { metrics } from './observability.ts';
import { MessageRepository } from './repositories/message-repository.ts';

/** A message to send; the connection that it came by gets an ack and no event. */
export interface SendCommand extends SendMessage {
  readonly exceptConnectionId?: string;
}

/** Sending as HTTP and WebSocket both do it: the commit, then the fast path. */
export const sendAndDeliver = (client: DynamoDBDocumentClient) => {
  const sending = { messages: new MessageRepository(client, environment('CHAT_TABLE')), clock: systemClock };
  const deliver = fastPath(deliveryDeps(client));
  return async ({ exceptConnectionId, ...command }: SendCommand): Promise<Sent> => {
    const sent = await sendMessage(sending, command);
    metrics.addMetric(sent.outcome === 'created' ? 'MessagesSent' : 'DuplicateSends', MetricUnit.Count, 1);
    if (sent.outcome === 'created') {
      await deliver({ ...messageNotice(command.caller.tenantId, sent.message), exceptConnectionId });
    }
    return sent;
  };
};
