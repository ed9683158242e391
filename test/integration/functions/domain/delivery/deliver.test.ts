import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pMap from 'p-map';
import type { UserId } from '../../../../../functions/contract/identifiers.ts';
import type { Caller } from '../../../../../functions/domain/caller.ts';
import type { Change } from '../../../../../functions/domain/changes/change.ts';
import { addMember, removeMember } from '../../../../../functions/domain/changes/change-conversation.ts';
import type { Connection } from '../../../../../functions/domain/connections/connections.ts';
import { endSubscriptions } from '../../../../../functions/domain/connections/end-subscriptions.ts';
import { joinConversation } from '../../../../../functions/domain/connections/join-conversation.ts';
import { subscriptionPartitions } from '../../../../../functions/domain/connections/subscriptions.ts';
import { deliverAtOnce, deliverUnmarked } from '../../../../../functions/domain/delivery/deliver.ts';
import { changeNotice, messageNotice } from '../../../../../functions/domain/delivery/notices.ts';
import { Unavailable } from '../../../../../functions/domain/errors.ts';
import { keys } from '../../../../../functions/platform/keys.ts';
import { ChangeRepository } from '../../../../../functions/platform/repositories/change-repository.ts';
import { ConnectionRepository } from '../../../../../functions/platform/repositories/connection-repository.ts';
import { ConversationRepository } from '../../../../../functions/platform/repositories/conversation-repository.ts';
import { DeliveryMarkRepository } from '../../../../../functions/platform/repositories/delivery-mark-repository.ts';
import { JoinRepository } from '../../../../../functions/platform/repositories/join-repository.ts';
import { LastSeenRepository } from '../../../../../functions/platform/repositories/last-seen-repository.ts';
import { MembershipRepository } from '../../../../../functions/platform/repositories/membership-repository.ts';
import { MessageRepository } from '../../../../../functions/platform/repositories/message-repository.ts';
import { SubscriptionRepository } from '../../../../../functions/platform/repositories/subscription-repository.ts';
import { TypingRepository } from '../../../../../functions/platform/repositories/typing-repository.ts';
import { UserRepository } from '../../../../../functions/platform/repositories/user-repository.ts';
import { aCaller, aConversation, aMembership, aMessage, anOrigin, tenantId } from '../../../../builders/chat.ts';
import { aStoredPerson } from '../../../../builders/people.ts';
import { aRecordedGateway } from '../../../../builders/recorded-gateway.ts';
import { aTable, localDynamo } from '../../../../builders/tables.ts';

const subscribers = 1_000;
const silent = 100;
const hourMs = 3_600_000;

let client: DynamoDBDocumentClient;
let chatTable: string;
let nowMs = Date.now();
const clock = { nowMs: () => nowMs };
const recorded = aRecordedGateway();
/** Calls to the tables, by their names. */
const calls: string[] = [];

const aDelivery = async () => {
  client = localDynamo();
  chatTable = await aTable(client);
  const liveTable = await aTable(client);
  client.middlewareStack.add((next, context) => (args) => {
    calls.push(String(context.commandName).replace('Command', ''));
    return next(args);
  });
  return {
    conversations: new ConversationRepository(client, chatTable),
    memberships: new MembershipRepository(client, chatTable),
    messages: new MessageRepository(client, chatTable),
    changes: new ChangeRepository(client, chatTable),
    users: new UserRepository(client, chatTable),
    connections: new ConnectionRepository(client, liveTable, clock),
    subscriptions: new SubscriptionRepository(client, liveTable, clock),
    joins: new JoinRepository(client, { chatTable, liveTable }, clock),
    marks: new DeliveryMarkRepository(client, liveTable, clock),
    typing: new TypingRepository(client, liveTable, clock),
    lastSeen: new LastSeenRepository(client, liveTable),
    gateway: recorded.gateway,
    takeToken: async () => undefined,
    clock,
  };
};
let deps: Awaited<ReturnType<typeof aDelivery>>;

beforeAll(async () => {
  deps = await aDelivery();
});

beforeEach(() => recorded.answering());

const connect = async (caller: Caller, device = 'device'): Promise<Connection> => {
  const connection: Connection = {
    ...caller,
    connectionId: `${caller.userId} ${device}`,
    batch: false,
    status: 'online',
    connectedAtMs: nowMs - 60_000,
    expiresAtMs: nowMs + hourMs,
  };
  await deps.connections.put(connection);
  return connection;
};

/** A channel of so many members, all with a connection and nobody following; the first is the owner. */
const aChannel = async (memberCount: number) => {
  const record = aConversation({ type: 'channel', memberCount });
  const people = Array.from({ length: memberCount }, () => aCaller());
  const members = people.map(({ userId }, index) =>
    aMembership({ conversationId: record.conversationId, userId, role: index === 0 ? 'owner' : 'member' }),
  );
  await deps.conversations.create(record, members, 'c-1');
  const connections = await pMap(people, (person) => connect(person), { concurrency: 25 });
  const { conversationId } = record;
  let sequenceNumber = 0;
  return {
    key: { tenantId, conversationId },
    people,
    connections,
    join: (connection: Connection) => joinConversation(deps, { connection, conversationId }),
    joinAll: (some: readonly Connection[]) =>
      pMap(
        some,
        (connection) =>
          deps.joins.add({ key: record, connection, changeNumber: 0, isOfLargeChannel: memberCount > 500 }),
        { concurrency: 25 },
      ),
    /** The next message, as the durable path gets it. */
    aNotice: (senderId: UserId) => {
      sequenceNumber += 1;
      return messageNotice(tenantId, aMessage({ conversationId, sequenceNumber, senderId }));
    },
    remove: async (userId: UserId): Promise<Change> => {
      const command = { caller: people[0] as Caller, conversationId, origin: anOrigin(), userId };
      const { change } = await removeMember(deps, command);
      await endSubscriptions(deps, record, change as Change);
      return change as Change;
    },
    add: async (userId: UserId): Promise<Change> => {
      const command = { caller: people[0] as Caller, conversationId, origin: anOrigin(), userId };
      return (await addMember(deps, { ...command, role: 'member' })).change as Change;
    },
    countMembers: (count: number) =>
      client.send(
        new UpdateCommand({
          TableName: chatTable,
          Key: keys.conversation(record),
          UpdateExpression: 'SET memberCount = :count',
          ExpressionAttributeValues: { ':count': count },
        }),
      ),
  };
};

const callsByName = (): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const name of calls) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
};
const idsOf = (connections: readonly Connection[]): string[] =>
  connections.map(({ connectionId }) => connectionId).sort();
const reached = (): string[] => recorded.reached().sort();

describe('a message in a channel of 1,100 members, of whom 1,000 follow it', () => {
  let channel: Awaited<ReturnType<typeof aChannel>>;
  let following: readonly Connection[];
  const sender = () => channel.people.at(-1)?.userId as UserId;
  const ofSender = () => channel.connections.at(-1) as Connection;
  /** The sender's own devices are told too, without following. */
  const audience = () => idsOf([...following, ofSender()]);

  beforeAll(async () => {
    channel = await aChannel(subscribers + silent);
    following = channel.connections.slice(0, subscribers);
    await channel.joinAll(following);
  }, 120_000);

  it('is left to the durable path, which posts it once to all who follow and to nobody else, 25 at a time', async () => {
    const notice = channel.aNotice(sender());
    await deliverAtOnce(deps, notice);
    expect(recorded.posts).toEqual([]);
    // Posts wait for each other: were fewer made at once, none would come to its end.
    let startAll: () => void = () => undefined;
    const all = new Promise<void>((start) => {
      startAll = start;
    });
    recorded.answering(async ({ underWay }) => {
      if (underWay === 25) startAll();
      await all;
      return 'delivered' as const;
    });
    calls.length = 0;
    expect(await deliverUnmarked(deps, notice)).toEqual({ outcome: 'delivered', connections: subscribers + 1 });
    expect(reached()).toEqual(audience());
    expect(recorded.mostUnderWay()).toBe(25);
    expect(callsByName()).toEqual({
      // The mark, and how many members there are.
      GetItem: 2,
      // The sender's membership, the sender's connections.
      BatchGetItem: 2,
      // The marks of partitions, and the partitions.
      Query: 1 + subscriptionPartitions,
      PutItem: 1,
    });
    expect(await deliverUnmarked(deps, notice)).toEqual({ outcome: 'delivered-before', connections: 0 });
  }, 60_000);

  it('reaches all in the end when posts are throttled, with fewer at once while it lasts', async () => {
    const capacity = 5;
    recorded.answering(({ underWay }) => (underWay > capacity ? 'throttled' : 'delivered'));
    await deliverUnmarked(deps, channel.aNotice(sender()));
    expect(reached()).toEqual(audience());
    const throttled = recorded.posts.filter(({ outcome }) => outcome === 'throttled').length;
    expect(throttled).toBeGreaterThan(capacity);
    // Who was throttled waits in its place, so that what is posted meanwhile is about what there is room for.
    const atOnce = recorded.posts.reduce((sum, { underWay }) => sum + underWay, 0) / recorded.posts.length;
    expect(atOnce).toBeLessThan(2 * capacity);
  }, 60_000);

  it('is repeated in the partition where a post failed, and in no other', async () => {
    const notice = channel.aNotice(sender());
    const victim = following[0]?.connectionId;
    recorded.answering(({ connectionId }) => (connectionId === victim ? 'failed' : 'delivered'));
    await expect(deliverUnmarked(deps, notice)).rejects.toBeInstanceOf(Unavailable);
    expect(reached()).toEqual(audience().filter((connectionId) => connectionId !== victim));
    recorded.answering();
    const again = await deliverUnmarked(deps, notice);
    expect(reached()).toContain(victim);
    expect(again.connections).toBeGreaterThan(1);
    expect(again.connections).toBeLessThan(subscribers / 4);
    expect(await deliverUnmarked(deps, notice)).toMatchObject({ outcome: 'delivered-before' });
  }, 60_000);

  it('is posted to a connection that is gone once, and the next one is not', async () => {
    const gone = following[1] as Connection;
    recorded.answering(({ connectionId }) => (connectionId === gone.connectionId ? 'gone' : 'delivered'));
    await deliverUnmarked(deps, channel.aNotice(sender()));
    await deliverUnmarked(deps, channel.aNotice(sender()));
    expect(recorded.posts.filter(({ connectionId }) => connectionId === gone.connectionId)).toHaveLength(1);
    expect(await deps.connections.ofUsers(tenantId, [gone.userId])).toEqual([]);
  }, 60_000);
});

describe('who follows a large channel', () => {
  let channel: Awaited<ReturnType<typeof aChannel>>;
  let owner: Connection;
  let ada: Connection;
  let bob: Connection;
  const deliver = (senderId = owner.userId) => deliverUnmarked(deps, channel.aNotice(senderId));

  beforeEach(async () => {
    channel = await aChannel(3);
    await channel.countMembers(600);
    [owner, ada, bob] = channel.connections as [Connection, Connection, Connection];
  });

  it('hears of it from joining to leaving', async () => {
    await deliver();
    await channel.join(ada);
    await deliver();
    await deps.subscriptions.remove(channel.key, ada);
    await deliver();
    expect(recorded.eventsTo(ada.connectionId)).toMatchObject([{ type: 'message.created', sequenceNumber: 2 }]);
    expect(recorded.eventsTo(bob.connectionId)).toEqual([]);
    expect(recorded.eventsTo(owner.connectionId)).toHaveLength(3);
  });

  it('hears of it once, also of what they sent themselves', async () => {
    await channel.join(owner);
    await channel.join(owner);
    await deliver();
    expect(reached()).toEqual(idsOf([owner]));
  });

  it('hears nothing once a removal was acknowledged, nor joins again', async () => {
    await channel.join(ada);
    await channel.join(bob);
    await channel.remove(ada.userId);
    await deliver();
    await deliver(ada.userId);
    expect(reached()).toEqual(idsOf([owner, bob, bob]));
    await expect(channel.join(ada)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('hears nothing when the removal comes between looking up the membership and following', async () => {
    const conversations: typeof deps.conversations = Object.create(deps.conversations);
    conversations.findFor = async (...args) => {
      const found = await deps.conversations.findFor(...args);
      if (found !== undefined) await channel.remove(ada.userId);
      return found;
    };
    const { conversationId } = channel.key;
    const joining = joinConversation({ ...deps, conversations }, { connection: ada, conversationId });
    await expect(joining).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await deliver();
    expect(reached()).toEqual(idsOf([owner]));
  });

  it('hears nothing whichever of a removal and a join is first', async () => {
    const others = await aChannel(10);
    await others.countMembers(600);
    const [, ...racing] = others.connections;
    await Promise.all(racing.flatMap((one) => [others.join(one).catch(() => undefined), others.remove(one.userId)]));
    recorded.answering();
    await deliverUnmarked(deps, others.aNotice(others.people[0]?.userId as UserId));
    expect(reached()).toEqual([others.connections[0]?.connectionId]);
  }, 60_000);

  it('keeps what they joined after another invitation, however late the removal comes again', async () => {
    const person = await aStoredPerson(client, chatTable);
    await channel.add(person.userId);
    const connection = await connect(person);
    await channel.join(connection);
    const removal = await channel.remove(person.userId);
    await channel.add(person.userId);
    await channel.join(connection);
    await endSubscriptions(deps, channel.key, removal);
    await deliver();
    expect(reached()).toEqual(idsOf([owner, connection]));
  });

  it('is told until the token ends, and after it was renewed', async () => {
    await channel.join(ada);
    await channel.join(bob);
    nowMs += hourMs + 1;
    await deps.connections.renew({ ...bob, expiresAtMs: nowMs + hourMs });
    await deliver();
    expect(reached()).toEqual(idsOf([bob]));
    calls.length = 0;
    await deliver();
    // The sender's membership, the sender's connections, and those of ada, who may have been renewed.
    expect(callsByName()).toMatchObject({ BatchGetItem: 3 });
    expect(calls).not.toContain('UpdateItem');
  });
});

describe('a channel that grows large, or small again', () => {
  it('reaches who joined before, whichever way it went', async () => {
    const channel = await aChannel(3);
    const [owner, early, late] = channel.connections as [Connection, Connection, Connection];
    await channel.join(early);
    await channel.countMembers(600);
    await channel.join(late);
    await deliverUnmarked(deps, channel.aNotice(owner.userId));
    expect(reached()).toEqual(idsOf([owner, early, late]));
    recorded.answering();
    await channel.countMembers(500);
    await deliverUnmarked(deps, channel.aNotice(owner.userId));
    expect(reached()).toEqual(idsOf([owner, early, late]));
  });
});

describe('a change in a large channel', () => {
  it('is told to those it is about, who follow nothing', async () => {
    const channel = await aChannel(3);
    const person = await aStoredPerson(client, chatTable);
    const ofPerson = await connect(person);
    await channel.countMembers(600);
    const [owner] = channel.connections as [Connection];
    const ofOwner = await connect(owner, 'another device');
    const joined = await channel.add(person.userId);
    await deliverUnmarked(deps, changeNotice(deps, channel.key, joined));
    expect(reached()).toEqual(idsOf([owner, ofOwner, ofPerson, ofPerson]));
    expect(recorded.eventsTo(ofPerson.connectionId)).toMatchObject([
      { type: 'conversation.created', conversation: { memberCount: 601 } },
      { type: 'member.joined', userId: person.userId },
    ]);
    recorded.answering();
    await deliverUnmarked(deps, changeNotice(deps, channel.key, await channel.remove(person.userId)));
    expect(reached()).toEqual(idsOf([owner, ofOwner, ofPerson]));
  });
});
