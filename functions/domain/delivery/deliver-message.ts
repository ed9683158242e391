import pMap from 'p-map';
import type { TenantId } from '../../contract/identifiers.ts';
import type { Message } from '../../contract/messages.ts';
import type { ServerEvent } from '../../contract/websocket-actions.ts';
import type { Connections } from '../connections/connections.ts';
import type { Memberships } from '../conversations/memberships.ts';
import { Unavailable } from '../errors.ts';
import type { ConnectionGateway } from './connection-gateway.ts';
import type { DeliveryMarks } from './delivery-marks.ts';

/** What delivering needs. */
export interface DeliverMessageDeps {
  readonly memberships: Pick<Memberships, 'listMemberIds'>;
  readonly connections: Pick<Connections, 'ofUsers' | 'remove'>;
  readonly gateway: ConnectionGateway;
  readonly marks: DeliveryMarks;
}

/** A committed message on its way. */
export interface Delivery {
  readonly tenantId: TenantId;
  readonly message: Message;
  /** The connection that sent it; its ack tells it. */
  readonly exceptConnectionId?: string | undefined;
}

/** Posts under way at once, so that a burst leaves others their share of the account's request quota. */
const postsAtOnce = 25;
/** Above it, pushing would keep the sender waiting: the durable path delivers alone. */
const fastPathMembers = 100;

/** A message as its receivers get it. */
export const messageCreated = ({ revision, reactions, ...message }: Message): ServerEvent => ({
  type: 'message.created',
  ...message,
});

/**
 * Pushes to every connection of `memberIds` and leaves a mark when none of them may have missed it. Gone connections
 * are forgotten. Running it twice repeats frames, which receivers drop by sequence number.
 *
 * @throws Unavailable a post failed; no mark was left
 */
const push = async (
  { connections, gateway, marks }: DeliverMessageDeps,
  memberIds: Awaited<ReturnType<Memberships['listMemberIds']>>,
  { tenantId, message, exceptConnectionId }: Delivery,
): Promise<void> => {
  const event = messageCreated(message);
  const receivers = (await connections.ofUsers(tenantId, memberIds)).filter(
    ({ connectionId }) => connectionId !== exceptConnectionId,
  );
  const outcomes = await pMap(
    receivers,
    async ({ userId, connectionId }) => {
      const outcome = await gateway.post(connectionId, event);
      if (outcome === 'gone') await connections.remove(tenantId, userId, connectionId);
      return outcome;
    },
    { concurrency: postsAtOnce },
  );
  const failed = outcomes.filter((outcome) => outcome === 'failed').length;
  if (failed > 0) throw new Unavailable(`cannot deliver message; ${failed} of ${receivers.length} posts failed`);
  await marks.put({ tenantId, conversationId: message.conversationId }, message.sequenceNumber);
};

/**
 * The fast path: right after the commit, in small conversations.
 *
 * @throws Unavailable a post failed; the durable path delivers
 */
export const deliverAtOnce = async (deps: DeliverMessageDeps, delivery: Delivery): Promise<void> => {
  const key = { tenantId: delivery.tenantId, conversationId: delivery.message.conversationId };
  const memberIds = await deps.memberships.listMemberIds(key, fastPathMembers + 1);
  if (memberIds.length <= fastPathMembers) await push(deps, memberIds, delivery);
};

/**
 * The durable path: delivers what the fast path left unmarked.
 *
 * @throws Unavailable a post failed; the event has to come again
 */
export const deliverUnmarked = async (
  deps: DeliverMessageDeps,
  delivery: Delivery,
): Promise<'delivered' | 'delivered-before'> => {
  const { tenantId, message } = delivery;
  const key = { tenantId, conversationId: message.conversationId };
  if (await deps.marks.has(key, message.sequenceNumber)) return 'delivered-before';
  await push(deps, await deps.memberships.listMemberIds(key), delivery);
  return 'delivered';
};
