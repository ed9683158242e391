import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { v7 as uuidV7 } from 'uuid';
import { systemClock } from '../domain/clock.ts';
import { type SendMessage, type SendMessageDeps, type Sent, sendMessage } from '../domain/messages/send-message.ts';
import { deliveryDeps } from './delivery-deps.ts';
import { environment } from './environment.ts';
import { messageFastPath } from './fast-path.ts';
import { metrics } from './observability.ts';
import { LaneRepository } from './repositories/lane-repository.ts';
import { MessageRepository } from './repositories/message-repository.ts';

/** Sending as HTTP and WebSocket both do it: the commit, then the fast path. */
export const sendAndDeliver = (client: DynamoDBDocumentClient) => {
  const tables = { chatTable: environment('CHAT_TABLE'), liveTable: environment('LIVE_TABLE') };
  const delivery = deliveryDeps(client);
  const deliver = messageFastPath(delivery);
  const deps: SendMessageDeps = {
    messages: new MessageRepository(client, tables.chatTable),
    memberships: delivery.memberships,
    lane: new LaneRepository(client, tables, systemClock),
    clock: systemClock,
    newId: uuidV7,
    deliver: async (key, committed) => {
      if (committed.length > 1) metrics.addMetric('CombinedMessages', MetricUnit.Count, committed.length);
      await deliver(key, committed);
    },
  };
  return async (command: SendMessage): Promise<Sent> => {
    const sent = await sendMessage(deps, command);
    metrics.addMetric(sent.outcome === 'created' ? 'MessagesSent' : 'DuplicateSends', MetricUnit.Count, 1);
    return sent;
  };
};
