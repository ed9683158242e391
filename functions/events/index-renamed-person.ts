import { indexRenamedPerson } from '../domain/search/index-renamed-person.ts';
import { dynamoClient, sqsClient } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { busConsumer } from '../platform/handlers/bus-consumer.ts';
import { ConversationRepository } from '../platform/repositories/conversation-repository.ts';
import { MembershipRepository } from '../platform/repositories/membership-repository.ts';
import { UserRepository } from '../platform/repositories/user-repository.ts';
import { SqsIndexQueue } from '../platform/search/sqs-index-queue.ts';

const [client, table] = [dynamoClient(), environment('CHAT_TABLE')];
const deps = {
  users: new UserRepository(client, table),
  memberships: new MembershipRepository(client, table),
  conversations: new ConversationRepository(client, table),
  queue: new SqsIndexQueue(sqsClient(), environment('INDEX_QUEUE_URL')),
};

/** Has direct conversations found by the other person's new name. */
export const handler = busConsumer('person.renamed', (event) => indexRenamedPerson(deps, event));
