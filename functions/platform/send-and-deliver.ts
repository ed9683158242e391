import { setTimeout as after } from 'node:timers/promises';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { v7 as uuidV7 } from 'uuid';
import * as z from 'zod';
import { ConversationId } from '../contract/identifiers.ts';
import { ClientMessageId, type Message } from '../contract/messages.ts';
import type { Caller } from '../domain/caller.ts';
import { systemClock } from '../domain/clock.ts';
import { RateLimited } from '../domain/errors.ts';
import { takeToken } from '../domain/limits/take-token.ts';
import { type SendMessage, type SendMessageDeps, type Sent, sendMessage } from '../domain/messages/send-message.ts';
import { bucketDeps } from './bucket-deps.ts';
import { deliveryDeps } from './delivery-deps.ts';
import { environment } from './environment.ts';
import { messageFastPath } from './fast-path.ts';
import { logger, metrics } from './observability.ts';
import { LaneRepository } from './repositories/lane-repository.ts';
import { MediaRepository } from './repositories/media-repository.ts';
import { MessageRepository } from './repositories/message-repository.ts';

/** A bucket answers within some ms. */
const bucketPatienceMs = 1_000;

/** A limit must lose no message: where the buckets can't be reached, everybody sends. */
const takeSendToken = (client: DynamoDBDocumentClient) => {
  const deps = bucketDeps(client);
  return async (caller: Caller): Promise<void> => {
    try {
      const late = after(bucketPatienceMs, undefined, { ref: false }).then(() => {
        throw new Error('the bucket does not answer');
      });
      await Promise.race([takeToken(deps, { action: 'send', caller }), late]);
    } catch (error) {
      if (error instanceof RateLimited) throw error;
      metrics.addMetric('UnlimitedSends', MetricUnit.Count, 1);
      logger.warn('send not limited', { error: error as Error });
    }
  };
};

/** Sending as HTTP and WebSocket both do it: the commit, then the fast path. */
export const sendAndDeliver = (client: DynamoDBDocumentClient) => {
  const tables = { chatTable: environment('CHAT_TABLE'), liveTable: environment('LIVE_TABLE') };
  const delivery = deliveryDeps(client);
  const deliver = messageFastPath(delivery);
  const deps: SendMessageDeps = {
    messages: new MessageRepository(client, tables.chatTable),
    memberships: delivery.memberships,
    takeToken: takeSendToken(client),
    media: new MediaRepository(client, tables.chatTable),
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

const Repeat = z.object({ conversationId: ConversationId, clientMessageId: ClientMessageId });

/** The message that a send repeats, whatever else it says: also what no message may say. undefined: it repeats none. */
export const repeatedMessage = (client: DynamoDBDocumentClient) => {
  const messages = new MessageRepository(client, environment('CHAT_TABLE'));
  return async ({ tenantId, userId }: Caller, said: object): Promise<Message | undefined> => {
    const { data } = Repeat.safeParse(said);
    if (!data?.clientMessageId.isWellFormed()) return undefined;
    const key = { tenantId, conversationId: data.conversationId };
    const first = await messages.readSent(key, userId, data.clientMessageId);
    if (first) metrics.addMetric('DuplicateSends', MetricUnit.Count, 1);
    return first;
  };
};
