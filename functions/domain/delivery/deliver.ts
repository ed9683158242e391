import type { UserId } from '../../contract/identifiers.ts';
import type { ServerEvent } from '../../contract/server-events.ts';
import type { Connection, Connections } from '../connections/connections.ts';
import { followersOf } from '../connections/followers.ts';
import { type Subscriptions, subscriptionPartitions } from '../connections/subscriptions.ts';
import type { ConversationStore } from '../conversations/conversation-store.ts';
import type { Memberships } from '../conversations/memberships.ts';
import { Unavailable } from '../errors.ts';
import type { ConversationKey } from '../messages/message-log.ts';
import { isLargeChannel } from './audience.ts';
import type { DeliveryMarks } from './delivery-marks.ts';
import { type PostDeps, type PostEffort, postsAtOnce, postToAll } from './post-to-all.ts';
import { tryAll } from './try-all.ts';

/** What pushing needs. */
export interface PushDeps extends PostDeps {
  readonly connections: Pick<Connections, 'ofUsers' | 'end'>;
}

/** What the fast path needs. */
export interface FastPathDeps extends PushDeps {
  readonly memberships: Pick<Memberships, 'listMemberIds'>;
  readonly marks: Pick<DeliveryMarks, 'put'>;
}

/** What delivering needs, on both paths. */
export interface DeliverDeps extends FastPathDeps {
  readonly conversations: Pick<ConversationStore, 'readSize'>;
  readonly memberships: Pick<Memberships, 'listMemberIds' | 'findMany'>;
  readonly subscriptions: Pick<Subscriptions, 'list' | 'remove' | 'renew'>;
  readonly marks: Pick<DeliveryMarks, 'put' | 'has' | 'ofParts'>;
}

/** Something that the members of a conversation are to be told. */
export interface Notice {
  readonly key: ConversationKey;
  /** What it is known by among the conversation's notices: `message 7`, `change 3`. */
  readonly id: string;
  /** People who are told beside the members: one who has just left. */
  readonly alsoTo?: readonly UserId[];
  /** Members who are told whether or not they follow: the sender on other devices, one who was just added. */
  readonly concerns?: readonly UserId[];
  /** Told to all members of a large channel too, who can't follow yet. */
  readonly isFirst?: true;
  /** The connection that caused it; its ack tells it. */
  readonly exceptConnectionId?: string | undefined;
  /** The events for each of the people who are connected, in the order to be sent. */
  readonly eventsFor: (userIds: readonly UserId[]) => Promise<(userId: UserId) => readonly ServerEvent[]>;
}

/** What the durable path did, and to how many connections. */
export interface Delivered {
  readonly outcome: 'delivered' | 'delivered-before';
  readonly connections: number;
}

/** Above it, pushing would keep the sender waiting: the durable path delivers alone. */
export const fastPathMembers = 100;
/** The sender waits: what is throttled for longer is left to the durable path. */
export const fastPathTries = 3;
/** Of the 60 s that the function has; the rest is for the posts under way and the marks. */
const durablePathMs = 45_000;
const durablePathTries = 12;
/** Partitions of subscriptions that are read at once. */
const partitionsAtOnce = 9;

/** Posts a notice to these connections but the one that caused it. */
const postNotice = async (
  deps: PostDeps,
  connections: readonly Connection[],
  { eventsFor, exceptConnectionId }: Pick<Notice, 'eventsFor' | 'exceptConnectionId'>,
  effort?: PostEffort,
) => {
  const receivers = connections.filter(({ connectionId }) => connectionId !== exceptConnectionId);
  if (receivers.length === 0) return { receivers, failed: [], gone: [] };
  const events = await eventsFor([...new Set(receivers.map(({ userId }) => userId))]);
  return { receivers, ...(await postToAll(deps, receivers, ({ userId }) => events(userId), effort)) };
};

const refuseFailed = (failed: number, posts: number): void => {
  if (failed > 0) throw new Unavailable(`cannot deliver; ${failed} of ${posts} posts failed`);
};

/**
 * Pushes to every connection of these people, and tells how many there were. Running it twice repeats frames, which
 * receivers drop by number.
 *
 * @throws Unavailable a post failed, after all others were tried
 */
export const push = async (
  deps: PushDeps,
  userIds: readonly UserId[],
  notice: Pick<Notice, 'eventsFor' | 'exceptConnectionId'> & { readonly key: Pick<ConversationKey, 'tenantId'> },
  effort?: PostEffort,
): Promise<number> => {
  const connections = await deps.connections.ofUsers(notice.key.tenantId, userIds);
  const { receivers, failed } = await postNotice(deps, connections, notice, effort);
  refuseFailed(failed.length, receivers.length);
  return receivers.length;
};

const pushToMembers = (
  deps: PushDeps,
  memberIds: readonly UserId[],
  notice: Notice,
  effort: PostEffort,
): Promise<number> => push(deps, [...new Set([...memberIds, ...(notice.alsoTo ?? [])])], notice, effort);

/** Those who are told of a notice in a large channel without following it. */
const connectionsConcerned = async (
  deps: Pick<DeliverDeps, 'memberships' | 'connections'>,
  { key, alsoTo = [], concerns = [] }: Notice,
): Promise<readonly Connection[]> => {
  const members = await deps.memberships.findMany(key, concerns);
  return deps.connections.ofUsers(key.tenantId, [...new Set([...alsoTo, ...members.map(({ userId }) => userId)])]);
};

const partitionMark = (notice: Notice, partition: number): string => `${notice.id} partition ${partition}`;

/**
 * Pushes to those who follow a large channel. Where posts failed, the partitions of its subscriptions that are done get
 * a mark of their own, so that another try repeats what is left.
 *
 * @throws Unavailable a post failed, after all others were tried, or a partition could not be read
 */
const pushToFollowers = async (deps: DeliverDeps, notice: Notice, effort: PostEffort): Promise<number> => {
  const { key } = notice;
  const [marked, concerned] = await Promise.all([
    deps.marks.ofParts(key, notice.id),
    connectionsConcerned(deps, notice),
  ]);
  const partitions = Array.from({ length: subscriptionPartitions }, (_, partition) => partition);
  const walked = await tryAll(
    partitions.filter((partition) => !marked.has(partitionMark(notice, partition))),
    async (partition) => ({ partition, followers: await followersOf(deps, key, partition) }),
    { concurrency: partitionsAtOnce },
  );
  const audience = new Map(
    [...concerned, ...walked.flatMap(({ followers }) => followers)].map((one) => [one.connectionId, one]),
  );
  const { receivers, failed, gone } = await postNotice(deps, [...audience.values()], notice, effort);
  await tryAll(gone, (connection) => deps.subscriptions.remove(key, connection), { concurrency: postsAtOnce });
  if (failed.length > 0) {
    const left = new Set(failed.map(({ connectionId }) => connectionId));
    const done = walked.filter(({ followers }) => !followers.some(({ connectionId }) => left.has(connectionId)));
    await Promise.all(done.map(({ partition }) => deps.marks.put(key, partitionMark(notice, partition))));
  }
  refuseFailed(failed.length, receivers.length);
  return receivers.length;
};

/**
 * The fast path: right after the commit, in small conversations. The mark is left only when nobody who was connected
 * may have missed the notice.
 *
 * @throws Unavailable a post failed; the durable path delivers
 */
export const deliverAtOnce = async (deps: FastPathDeps, notice: Notice): Promise<void> => {
  const memberIds = await deps.memberships.listMemberIds(notice.key, fastPathMembers + 1);
  if (memberIds.length > fastPathMembers) return;
  await pushToMembers(deps, memberIds, notice, { tries: fastPathTries });
  await deps.marks.put(notice.key, notice.id);
};

/**
 * The durable path: delivers what the fast path left unmarked.
 *
 * @throws Unavailable a post failed; the event has to come again
 */
export const deliverUnmarked = async (deps: DeliverDeps, notice: Notice): Promise<Delivered> => {
  const { key, id } = notice;
  if (await deps.marks.has(key, id)) return { outcome: 'delivered-before', connections: 0 };
  const effort = { tries: durablePathTries, endsAtMs: deps.clock.nowMs() + durablePathMs };
  const size = await deps.conversations.readSize(key);
  const connections =
    size !== undefined && isLargeChannel(size) && !notice.isFirst
      ? await pushToFollowers(deps, notice, effort)
      : await pushToMembers(deps, await deps.memberships.listMemberIds(key), notice, effort);
  await deps.marks.put(key, id);
  return { outcome: 'delivered', connections };
};
