import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { systemClock } from '../domain/clock.ts';
import { dynamoClient } from './clients.ts';
import { environment } from './environment.ts';
import { ChangeRepository } from './repositories/change-repository.ts';
import { ConversationRepository } from './repositories/conversation-repository.ts';
import { MembershipRepository } from './repositories/membership-repository.ts';
import { MessageRepository } from './repositories/message-repository.ts';
import { UserRepository } from './repositories/user-repository.ts';

/** The repositories that functions around conversations read and write through. */
export const conversationDeps = (client: DynamoDBDocumentClient = dynamoClient()) => {
  const table = environment('CHAT_TABLE');
  return {
    conversations: new ConversationRepository(client, table),
    memberships: new MembershipRepository(client, table),
    messages: new MessageRepository(client, table),
    changes: new ChangeRepository(client, table),
    users: new UserRepository(client, table),
    clock: systemClock,
  };
};
