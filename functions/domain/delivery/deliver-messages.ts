import pMap from 'p-map';
import { Unavailable } from '../errors.ts';
import type { Committed } from '../messages/combine.ts';
import type { ConversationKey } from '../messages/message-log.ts';
import { deliverAtOnce, type FastPathDeps, fastPathMembers, fastPathTries } from './deliver.ts';
import { messageCreated, messageNotice } from './notices.ts';
import { postToAll } from './post-to-all.ts';

/** Writes under way at once. */
const marksAtOnce = 10;

/**
 * The fast path of new messages, also of several that were committed together: each connection gets them in as few
 * frames as it takes, but for those that it sent itself.
 *
 * @throws Unavailable a post failed; the durable path delivers
 */
export const deliverMessagesAtOnce = async (
  deps: FastPathDeps,
  key: ConversationKey,
  committed: readonly Committed[],
): Promise<void> => {
  const [first] = committed;
  if (first !== undefined && committed.length === 1) {
    const { message, exceptConnectionId } = first;
    return deliverAtOnce(deps, { ...messageNotice(key.tenantId, message), exceptConnectionId });
  }
  const memberIds = await deps.memberships.listMemberIds(key, fastPathMembers + 1);
  if (memberIds.length > fastPathMembers) return;
  const receivers = await deps.connections.ofUsers(key.tenantId, memberIds);
  const created = committed.map(({ message, exceptConnectionId }) => ({
    event: messageCreated(message),
    exceptConnectionId,
  }));
  const { failed } = await postToAll(
    deps,
    receivers,
    ({ connectionId }) => created.filter((one) => one.exceptConnectionId !== connectionId).map(({ event }) => event),
    { tries: fastPathTries },
  );
  if (failed.length > 0)
    throw new Unavailable(`cannot deliver; ${failed.length} of ${receivers.length} connections missed some`);
  await pMap(committed, ({ message }) => deps.marks.put(key, messageNotice(key.tenantId, message).id), {
    concurrency: marksAtOnce,
  });
};
