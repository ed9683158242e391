import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Message } from '../../../functions/contract/messages.ts';
import { createConversation } from '../../../functions/domain/conversations/create-conversation.ts';
import { keys } from '../../../functions/platform/keys.ts';
import { ConversationRepository } from '../../../functions/platform/repositories/conversation-repository.ts';
import { MessageRepository } from '../../../functions/platform/repositories/message-repository.ts';
import { UserRepository } from '../../../functions/platform/repositories/user-repository.ts';
import { aUser } from '../../builders/chat.ts';
import { aTable, localDynamo } from '../../builders/tables.ts';
import { type Cast, castOf } from './cast.ts';
import { ChatClient } from './chat-client.ts';
import { Faults } from './faults.ts';
import type { TransactItems } from './faulty-dynamo.ts';
import { startMs, type World } from './invocation.ts';
import { type FanOut, pipelineOf } from './pipeline.ts';
import { planOf } from './plan.ts';
import { RandomStream } from './random-stream.ts';
import { aRecord, type ClientRecord } from './record.ts';
import { Replica } from './replica.ts';
import { inRealTime, Scheduler } from './scheduler.ts';
import { Sockets } from './sockets.ts';
import { type Commit, type Item, type MarksSeen, TableWatch } from './table-watch.ts';

/** How large a history is, and what in it is broken on purpose. */
export interface HistoryOptions {
  /** How many devices each person has; the first person is the owner. */
  readonly devices?: readonly number[];
  /** Things that each device does. */
  readonly steps?: number;
  /** Whether sends begin by taking the conversation's lane. */
  readonly isHot?: boolean;
  readonly sabotage?: (items: TransactItems) => TransactItems;
  readonly fanOut?: FanOut;
  readonly newReplica?: () => Replica;
}

/** How a client stood at some instant. */
export interface ClientState {
  readonly name: string;
  readonly userId: string;
  readonly isConnected: boolean;
  readonly cursor: { readonly afterSequence: number; readonly afterChange: number };
  readonly shown: readonly Message[];
}

/** All that is known of a history after it ended. */
export interface History {
  readonly seed: number;
  /** Steps that it took, each a call of somebody to the world outside. */
  readonly steps: number;
  readonly cast: Cast;
  readonly record: ClientRecord;
  readonly commits: readonly Commit[];
  readonly marks: readonly MarksSeen[];
  readonly internalErrors: readonly unknown[];
  /** Once everything on the way had arrived, before anybody asked for what they missed. */
  readonly settled: readonly ClientState[];
  /** After faults were off and everybody had reconnected and synced. */
  readonly final: readonly ClientState[];
  /** The conversation's items, by sort key, and the people's memberships. */
  readonly items: readonly Item[];
  readonly memberships: readonly Item[];
}

const stateOf = ({ name, caller, isConnected, replica }: ChatClient): ClientState => ({
  name,
  userId: caller.userId,
  isConnected,
  cursor: replica.cursor,
  shown: [...replica.shown],
});

/** Tables with the people and their conversation in them. */
const stage = async ({ key, people }: Cast, isHot: boolean) => {
  const client = localDynamo();
  const [chatTable, liveTable] = [await aTable(client), await aTable(client)];
  const users = new UserRepository(client, chatTable);
  for (const [index, { userId }] of people.entries()) {
    const user = aUser({ userId, username: `person-${index}`, email: `person-${index}@example.com` });
    await users.add(user, { foundsTenant: index === 0 });
  }
  const [owner, ...others] = people as [Cast['people'][number], ...Cast['people']];
  await createConversation(
    {
      users,
      conversations: new ConversationRepository(client, chatTable),
      messages: new MessageRepository(client, chatTable),
      clock: { nowMs: () => startMs },
      newId: () => key.conversationId,
    },
    { caller: owner, correlationId: 'history', type: 'group', memberIds: others.map(({ userId }) => userId) },
  );
  if (isHot) {
    await client.send(
      new UpdateCommand({
        TableName: chatTable,
        Key: keys.head(key),
        UpdateExpression: 'SET hotUntilMs = :hot',
        ExpressionAttributeValues: { ':hot': Number.MAX_SAFE_INTEGER },
      }),
    );
  }
  const send = (command: Parameters<typeof client.send>[0]) => inRealTime(() => client.send(command));
  return { client: { send } as unknown as DynamoDBDocumentClient, chatTable, liveTable };
};

/** Runs one history to its end: the seed decides what everybody does, what goes wrong, and who goes first. */
export const runHistory = async (
  seed: number,
  {
    devices = [2, 2, 1, 1],
    steps = 20,
    isHot = false,
    sabotage,
    fanOut,
    newReplica = () => new Replica(),
  }: HistoryOptions = {},
): Promise<History> => {
  const cast = castOf(seed, devices.length);
  const tables = await stage(cast, isHot);
  const scheduler = new Scheduler(new RandomStream(seed, 'scheduler'));
  const pipeline = pipelineOf(seed, () => world, fanOut);
  const watch = new TableWatch(tables, scheduler, pipeline.publish);
  const faults = new Faults();
  const sockets = new Sockets(scheduler);
  const world: World = { ...tables, scheduler, faults, watch, sockets, sabotage, internalErrors: [] };
  const record = aRecord();
  const clients = cast.people.flatMap((caller, person) =>
    Array.from({ length: devices[person] ?? 0 }, (_, device) => {
      const name = `person ${person} device ${device}`;
      return new ChatClient({ seed, name, caller, cast, world, record, replica: newReplica() });
    }),
  );
  const all = async (one: (client: ChatClient) => Promise<void>) => {
    let left = clients.length;
    for (const client of clients) {
      void one(client).then(() => {
        left -= 1;
      });
    }
    await scheduler.runUntilIdle();
    if (left > 0) throw new Error(`${left} clients wait for something that never comes`);
  };

  return scheduler.withoutWaiting(async () => {
    await all(async (client) => {
      await client.reconnect();
      const isOwner = client.caller === cast.people[0];
      for (const step of planOf(seed, client.name, { isOwner, steps })) await client.do(step);
      const staysAway = new RandomStream(seed, `end ${client.name}`).chance(0.2);
      if (!staysAway && !client.isConnected) await client.reconnect();
    });
    const settled = clients.map(stateOf);
    faults.isOn = false;
    await all(async (client) => (client.isConnected ? client.sync() : client.reconnect()));
    return {
      seed,
      steps: scheduler.step,
      cast,
      record,
      commits: watch.commits,
      marks: watch.marks,
      internalErrors: world.internalErrors,
      settled,
      final: clients.map(stateOf),
      items: await watch.conversationItems(cast),
      memberships: await watch.memberships(cast),
    };
  });
};
