import pMap from 'p-map';
import type { UserId } from '../../contract/identifiers.ts';
import type { ServerEvent } from '../../contract/server-events.ts';
import type { Clock } from '../clock.ts';
import type { Connection, Connections } from '../connections/connections.ts';
import type { Memberships } from '../conversations/memberships.ts';
import { Unavailable } from '../errors.ts';
import type { ConversationKey } from '../messages/message-log.ts';
import type { ConnectionGateway, PostOutcome } from './connection-gateway.ts';
import type { DeliveryMarks } from './delivery-marks.ts';
import { framesOf } from './frames.ts';

/** What delivering needs. */
export interface DeliverDeps {
  readonly memberships: Pick<Memberships, 'listMemberIds'>;
  readonly connections: Pick<Connections, 'ofUsers' | 'end'>;
  readonly gateway: ConnectionGateway;
  readonly marks: Pick<DeliveryMarks, 'put' | 'has'>;
  readonly clock: Clock;
}

/** Something that the members of a conversation are to be told. */
export interface Notice {
  readonly key: ConversationKey;
  /** What it is known by among the conversation's notices: `message 7`, `change 3`. */
  readonly id: string;
  /** People who are told beside the members: one who has just left. */
  readonly alsoTo?: readonly UserId[];
  /** The connection that caused it; its ack tells it. */
  readonly exceptConnectionId?: string | undefined;
  /** The events for each of the people who are connected, in the order to be sent. */
  readonly eventsFor: (userIds: readonly UserId[]) => Promise<(userId: UserId) => readonly ServerEvent[]>;
}

/** Posts under way at once, so that a burst leaves others their share of the account's request quota. */
const postsAtOnce = 25;
/** Above it, pushing would keep the sender waiting: the durable path delivers alone. */
export const fastPathMembers = 100;

/** As few frames as it takes where the connection takes batches, else one an event, up to the first not delivered. */
const postAll = async (
  gateway: ConnectionGateway,
  { connectionId, batch }: Connection,
  events: readonly ServerEvent[],
): Promise<PostOutcome> => {
  const frames = batch ? framesOf(events) : events;
  for (const frame of frames) {
    const outcome = await gateway.post(connectionId, frame);
    if (outcome !== 'delivered') return outcome;
  }
  return 'delivered';
};

/** What posting needs. */
export interface PostDeps {
  readonly gateway: ConnectionGateway;
  readonly connections: Pick<Connections, 'end'>;
  readonly clock: Clock;
}

/** How many posts failed, and which connections are no more. */
export interface Posted {
  readonly failed: number;
  readonly gone: readonly Connection[];
}

/** A handshake takes no longer, in ms: the function behind $connect ends within 10 s. */
export const handshakeMs = 15_000;

/**
 * Posts to these connections, each its own events. The lease of a gone connection ends, and the sweep tells of it;
 * but a connection is registered before its socket opens, and until then it looks gone: a young one counts as failed,
 * and is tried again.
 */
export const postToAll = async (
  { gateway, connections, clock }: PostDeps,
  receivers: readonly Connection[],
  events: (receiver: Connection) => readonly ServerEvent[],
): Promise<Posted> => {
  const outcomes = await pMap(
    receivers,
    async (receiver) => {
      const outcome = await postAll(gateway, receiver, events(receiver));
      if (outcome !== 'gone') return outcome;
      if (clock.nowMs() - receiver.connectedAtMs < handshakeMs) return 'failed';
      await connections.end(receiver);
      return outcome;
    },
    { concurrency: postsAtOnce },
  );
  return {
    failed: outcomes.filter((outcome) => outcome === 'failed').length,
    gone: receivers.filter((_receiver, index) => outcomes[index] === 'gone'),
  };
};

/**
 * Pushes to every connection of these people. Running it twice repeats frames, which receivers drop by number.
 *
 * @throws Unavailable a post failed, after all others were tried
 */
export const push = async (
  deps: Omit<DeliverDeps, 'memberships' | 'marks'>,
  userIds: readonly UserId[],
  { key: { tenantId }, eventsFor, exceptConnectionId }: Omit<Notice, 'id' | 'alsoTo'>,
): Promise<void> => {
  const receivers = (await deps.connections.ofUsers(tenantId, userIds)).filter(
    ({ connectionId }) => connectionId !== exceptConnectionId,
  );
  if (receivers.length === 0) return;
  const events = await eventsFor([...new Set(receivers.map(({ userId }) => userId))]);
  const { failed } = await postToAll(deps, receivers, ({ userId }) => events(userId));
  if (failed > 0) throw new Unavailable(`cannot deliver; ${failed} of ${receivers.length} posts failed`);
};

/** The mark is left only when nobody who was connected may have missed the notice. */
const pushAndMark = async (deps: DeliverDeps, memberIds: readonly UserId[], notice: Notice): Promise<void> => {
  await push(deps, [...new Set([...memberIds, ...(notice.alsoTo ?? [])])], notice);
  await deps.marks.put(notice.key, notice.id);
};

/**
 * The fast path: right after the commit, in small conversations.
 *
 * @throws Unavailable a post failed; the durable path delivers
 */
export const deliverAtOnce = async (deps: DeliverDeps, notice: Notice): Promise<void> => {
  const memberIds = await deps.memberships.listMemberIds(notice.key, fastPathMembers + 1);
  if (memberIds.length <= fastPathMembers) await pushAndMark(deps, memberIds, notice);
};

/**
 * The durable path: delivers what the fast path left unmarked.
 *
 * @throws Unavailable a post failed; the event has to come again
 */
export const deliverUnmarked = async (deps: DeliverDeps, notice: Notice): Promise<'delivered' | 'delivered-before'> => {
  if (await deps.marks.has(notice.key, notice.id)) return 'delivered-before';
  await pushAndMark(deps, await deps.memberships.listMemberIds(notice.key), notice);
  return 'delivered';
};
