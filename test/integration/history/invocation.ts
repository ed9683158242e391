import type { ConnectionGateway } from '../../../functions/domain/delivery/connection-gateway.ts';
import type { syncConversation } from '../../../functions/domain/sync/sync-conversation.ts';
import { toldError } from '../../../functions/platform/handlers/errors.ts';
import { ChangeRepository } from '../../../functions/platform/repositories/change-repository.ts';
import { ConnectionRepository } from '../../../functions/platform/repositories/connection-repository.ts';
import { ConversationRepository } from '../../../functions/platform/repositories/conversation-repository.ts';
import { DeliveryMarkRepository } from '../../../functions/platform/repositories/delivery-mark-repository.ts';
import { InboxOrderRepository } from '../../../functions/platform/repositories/inbox-order-repository.ts';
import { LaneRepository } from '../../../functions/platform/repositories/lane-repository.ts';
import { MediaRepository } from '../../../functions/platform/repositories/media-repository.ts';
import { MembershipRepository } from '../../../functions/platform/repositories/membership-repository.ts';
import { MessageRepository } from '../../../functions/platform/repositories/message-repository.ts';
import { SubscriptionRepository } from '../../../functions/platform/repositories/subscription-repository.ts';
import { UntoldReceiptRepository } from '../../../functions/platform/repositories/untold-receipt-repository.ts';
import { UserRepository } from '../../../functions/platform/repositories/user-repository.ts';
import type { RandomStream } from '../../history/random-stream.ts';
import type { Answer } from '../../history/server.ts';
import { type FaultyDynamoParts, faultyDynamo } from './faulty-dynamo.ts';
import type { Sockets } from './sockets.ts';

/** What a function of the deployment is made of. */
export interface World extends FaultyDynamoParts {
  readonly liveTable: string;
  readonly sockets: Sockets;
  readonly syncPage: typeof syncConversation;
  /** Errors that no function should end with, whatever goes wrong around it. */
  readonly internalErrors: unknown[];
}

/** The instant of a history's first step; each step takes `stepMs`. */
export const startMs = Date.parse('2026-11-23T12:00:00.000Z');
/** So that what waits for a connection to be old enough comes to its end within a history. */
export const stepMs = 40;

const faultyGateway = (
  { scheduler, faults, sockets }: World,
  stream: RandomStream,
  crash: () => void,
): ConnectionGateway => ({
  post: async (connectionId, frame) => {
    const fault = faults.next(stream, 'post');
    const isPosted = fault !== 'refused' && fault !== 'crash-before';
    const outcome = await scheduler.turn(() => (isPosted ? sockets.post(connectionId, frame) : 'failed'));
    if (fault === 'crash-before' || fault === 'crash-after') {
      crash();
      return new Promise(() => undefined);
    }
    return fault === 'none' ? outcome : 'failed';
  },
});

const partsOf = (world: World, stream: RandomStream, crash: () => void) => {
  const { chatTable, liveTable, scheduler } = world;
  const client = faultyDynamo(world, stream, crash);
  const clock = { nowMs: () => startMs + scheduler.step * stepMs };
  return {
    messages: new MessageRepository(client, chatTable),
    media: new MediaRepository(client, chatTable),
    lane: new LaneRepository(client, { chatTable, liveTable }, clock),
    takeToken: async () => undefined,
    newId: () => `${String(scheduler.step).padStart(9, '0')}-${stream.uuid()}`,
    conversations: new ConversationRepository(client, chatTable),
    memberships: new MembershipRepository(client, chatTable),
    orders: new InboxOrderRepository(client, liveTable, clock),
    changes: new ChangeRepository(client, chatTable),
    users: new UserRepository(client, chatTable),
    connections: new ConnectionRepository(client, liveTable, clock),
    subscriptions: new SubscriptionRepository(client, liveTable, clock),
    marks: new DeliveryMarkRepository(client, liveTable, clock),
    untold: new UntoldReceiptRepository(client, liveTable, clock),
    gateway: faultyGateway(world, stream, crash),
    clock,
  };
};

/** The real repositories as one invocation of a function has them, over calls that go wrong. */
export type Parts = ReturnType<typeof partsOf>;

/** Runs a function once, as Lambda does: it comes to its end, is refused, or crashes on the way and answers nothing. */
export const invoke = <Result>(
  world: World,
  stream: RandomStream,
  run: (parts: Parts) => Promise<Result>,
): Promise<Answer<Result>> =>
  new Promise((resolve) => {
    const parts = partsOf(world, stream, () => resolve({ answer: 'none' }));
    run(parts).then(
      (result) => resolve({ answer: 'done', result }),
      (error: unknown) => {
        const told = toldError(error);
        if (told.code === 'INTERNAL') world.internalErrors.push(error);
        resolve({ answer: 'refused', code: told.code, error: told });
      },
    );
  });
