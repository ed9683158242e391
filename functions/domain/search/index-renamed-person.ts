import pMap from 'p-map';
import type { BusEvent } from '../../contract/events.ts';
import type { ConversationStore } from '../conversations/conversation-store.ts';
import type { Memberships } from '../conversations/memberships.ts';
import type { Users } from '../users/users.ts';
import type { IndexQueue } from './index-queue.ts';

/** What having a person found by another name needs. */
export interface IndexRenamedPersonDeps {
  readonly users: Pick<Users, 'read'>;
  readonly memberships: Pick<Memberships, 'listOf'>;
  readonly conversations: Pick<ConversationStore, 'readMany'>;
  readonly queue: IndexQueue;
}

const conversationsAtOnce = 500;
const queuedAtOnce = 25;

/**
 * Queues the direct conversations of somebody who was renamed, to be found by the name that the person has by then. A
 * later name has an event of its own, so an earlier one that comes late has nothing to do; a repeat does the same again.
 */
export const indexRenamedPerson = async (
  { users, memberships, conversations, queue }: IndexRenamedPersonDeps,
  { tenantId, userId, timestamp, correlationId }: BusEvent<'person.renamed'>,
): Promise<void> => {
  const user = await users.read(tenantId, userId);
  if (user?.renamedAt === undefined || user.renamedAt > timestamp) return;
  const ids = (await memberships.listOf(tenantId, userId)).map(({ conversationId }) => conversationId);
  for (let from = 0; from < ids.length; from += conversationsAtOnce) {
    const records = await conversations.readMany(tenantId, ids.slice(from, from + conversationsAtOnce));
    const direct = records.filter(({ type }) => type === 'direct');
    await pMap(
      direct,
      ({ conversationId }) =>
        queue.put({
          type: 'conversation.created',
          detail: { version: 1, tenantId, correlationId, conversationId, timestamp },
        }),
      { concurrency: queuedAtOnce },
    );
  }
};
