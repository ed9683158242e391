import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ConversationId } from '../../../functions/contract/identifiers.ts';
import type { Caller } from '../../../functions/domain/caller.ts';
import { syncConversation } from '../../../functions/domain/sync/sync-conversation.ts';
import { UserRepository } from '../../../functions/platform/repositories/user-repository.ts';
import { anAuditEntry, aUser, tenantId } from '../../builders/chat.ts';
import { aTable, localDynamo } from '../../builders/tables.ts';
import { ChatClient } from '../../history/chat-client.ts';
import type { History } from '../../history/history.ts';
import { openingsOf, planOf } from '../../history/plan.ts';
import { RandomStream } from '../../history/random-stream.ts';
import { aRecord } from '../../history/record.ts';
import { type ConversationCopy, Replica } from '../../history/replica.ts';
import { tenantItems } from '../../history/tenant-items.ts';
import { castOf } from './cast.ts';
import { Faults } from './faults.ts';
import type { TransactItems } from './faulty-dynamo.ts';
import { InProcessServer } from './in-process-server.ts';
import type { World } from './invocation.ts';
import { type FanOut, pipelineOf } from './pipeline.ts';
import { inRealTime, Scheduler } from './scheduler.ts';
import { Sockets } from './sockets.ts';
import { TableWatch } from './table-watch.ts';

/** How large a history is, and what in it is broken on purpose. */
export interface HistoryOptions {
  /** How many devices each person has. */
  readonly devices?: readonly number[];
  /** Things that each device does. */
  readonly steps?: number;
  /** Whether sends begin by taking the conversation's lane. */
  readonly isHot?: boolean;
  readonly sabotage?: (items: TransactItems) => TransactItems;
  readonly fanOut?: FanOut;
  readonly syncPage?: typeof syncConversation;
  readonly newReplica?: (conversationId: ConversationId) => ConversationCopy;
}

/** Tables with the people in them. */
const stage = async (people: readonly Caller[]) => {
  const client = localDynamo();
  const [chatTable, liveTable] = [await aTable(client), await aTable(client)];
  const users = new UserRepository(client, chatTable);
  for (const [index, { userId }] of people.entries()) {
    const user = aUser({ userId, username: `person-${index}`, email: `person-${index}@example.com` });
    await users.add(user, {
      foundsTenant: index === 0,
      isConfirmed: true,
      entry: anAuditEntry(userId, { id: userId }),
    });
  }
  const send = (command: Parameters<typeof client.send>[0]) => inRealTime(() => client.send(command));
  return { client: { send } as unknown as DynamoDBDocumentClient, chatTable, liveTable };
};

/** Has all sends from now on take the lane of their conversation. */
const makeHot = async ({ client, chatTable }: Pick<World, 'client' | 'chatTable'>): Promise<void> => {
  for (const { PK, SK } of await tenantItems(client, chatTable, tenantId)) {
    if (SK !== 'HEAD') continue;
    await client.send(
      new UpdateCommand({
        TableName: chatTable,
        Key: { PK, SK },
        UpdateExpression: 'SET hotUntilMs = :hot',
        ExpressionAttributeValues: { ':hot': Number.MAX_SAFE_INTEGER },
      }),
    );
  }
};

/** A client, and which person's it is: the first, the second. */
interface Played {
  readonly client: ChatClient;
  readonly person: number;
  readonly device: number;
}

/** Runs one history to its end: the seed decides what everybody does, what goes wrong, and who goes first. */
export const runHistory = async (
  seed: number,
  {
    devices = [2, 2, 1, 1],
    steps = 20,
    isHot = false,
    sabotage,
    fanOut,
    syncPage = syncConversation,
    newReplica = (id) => new Replica(id),
  }: HistoryOptions = {},
): Promise<History> => {
  const people = castOf(seed, devices.length);
  const userIds = people.map(({ userId }) => userId);
  const tables = await stage(people);
  const scheduler = new Scheduler(new RandomStream(seed, 'scheduler'));
  const pipeline = pipelineOf(seed, () => world, fanOut);
  const watch = new TableWatch(tables, scheduler, pipeline.publish);
  const faults = new Faults();
  const sockets = new Sockets(scheduler);
  const world: World = { ...tables, scheduler, faults, watch, sockets, syncPage, sabotage, internalErrors: [] };
  const record = aRecord();
  const played = people.flatMap((caller, person): Played[] =>
    Array.from({ length: devices[person] ?? 0 }, (_, device) => {
      const name = `person ${person} device ${device}`;
      const server = (receive: ConstructorParameters<typeof InProcessServer>[1]) =>
        new InProcessServer({ seed, name, caller, world }, receive);
      const parts = { seed, name, userId: caller.userId, people: userIds, record, newReplica, server };
      return { client: new ChatClient(parts), person, device };
    }),
  );
  const all = async (one: (played: Played) => Promise<void>) => {
    const failures: unknown[] = [];
    let left = played.length;
    for (const each of played) {
      void one(each)
        .catch((error: unknown) => failures.push(error))
        .then(() => {
          left -= 1;
        });
    }
    await scheduler.runUntilIdle();
    if (failures.length > 0) throw failures[0];
    if (left > 0) throw new Error(`${left} clients wait for something that never comes`);
  };

  return scheduler.withoutWaiting(async () => {
    await all(async ({ client, person, device }) => {
      await client.reconnect();
      const own = device === 0 ? openingsOf(person, userIds) : [];
      for (const opening of own) await client.start({ asked: `${client.name} opens`, ...opening });
    });
    if (isHot) await makeHot(tables);
    await all(async ({ client }) => {
      for (const step of planOf(seed, client.name, steps)) await client.do(step);
      const staysAway = new RandomStream(seed, `end ${client.name}`).chance(0.2);
      if (!staysAway && !client.isConnected) await client.reconnect();
    });
    const settled = played.map(({ client }) => client.state);
    faults.isOn = false;
    await all(async ({ client }) => (client.isConnected ? client.refresh() : client.reconnect()));
    return {
      seed,
      tenantId,
      record,
      commits: watch.commits,
      marks: watch.marks,
      internalErrors: world.internalErrors,
      settled,
      final: played.map(({ client }) => client.state),
      items: await tenantItems(tables.client, tables.chatTable, tenantId),
    };
  });
};
