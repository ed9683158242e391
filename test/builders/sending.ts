import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { v7 as uuidV7 } from 'uuid';
import type { UserId } from '../../functions/contract/identifiers.ts';
import { systemClock } from '../../functions/domain/clock.ts';
import { ConversationRepository } from '../../functions/platform/repositories/conversation-repository.ts';
import { LaneRepository, type LaneTables } from '../../functions/platform/repositories/lane-repository.ts';
import { MediaRepository } from '../../functions/platform/repositories/media-repository.ts';
import { MembershipRepository } from '../../functions/platform/repositories/membership-repository.ts';
import { MessageRepository } from '../../functions/platform/repositories/message-repository.ts';
import { aConversation, aMembership, aUserId } from './chat.ts';

/** What sending needs, as functions have it, with nobody to deliver to and no limit. */
export const sendingDeps = (client: DynamoDBDocumentClient, tables: LaneTables, clock = systemClock) => ({
  messages: new MessageRepository(client, tables.chatTable),
  memberships: new MembershipRepository(client, tables.chatTable),
  media: new MediaRepository(client, tables.chatTable),
  lane: new LaneRepository(client, tables, clock),
  clock,
  newId: uuidV7 as () => string,
  takeToken: async () => undefined,
  deliver: async () => undefined,
});

/** A stored conversation with `count` members. */
export const aStoredConversation = async (client: DynamoDBDocumentClient, chatTable: string, count = 1) => {
  const record = aConversation({ memberCount: count });
  const key = { tenantId: record.tenantId, conversationId: record.conversationId };
  const userIds = Array.from({ length: count }, aUserId);
  await new ConversationRepository(client, chatTable).create(
    record,
    userIds.map((userId) => aMembership({ ...key, userId })),
    'c',
  );
  return { key, userIds: userIds as [UserId, ...UserId[]] };
};
