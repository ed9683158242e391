import { randomUUID } from 'node:crypto';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Conversation } from '../../../../../functions/contract/conversations.ts';
import type { OutboxEvent } from '../../../../../functions/contract/events.ts';
import type { ConversationId, TenantId } from '../../../../../functions/contract/identifiers.ts';
import { SearchEvent } from '../../../../../functions/contract/queue-messages.ts';
import type { Caller } from '../../../../../functions/domain/caller.ts';
import { systemClock } from '../../../../../functions/domain/clock.ts';
import { messageIdOf } from '../../../../../functions/domain/messages/message-id.ts';
import type { ConversationKey } from '../../../../../functions/domain/messages/message-log.ts';
import { indexEvents } from '../../../../../functions/domain/search/index-events.ts';
import { keys } from '../../../../../functions/platform/keys.ts';
import { IndexSourceRepository } from '../../../../../functions/platform/repositories/index-source-repository.ts';
import { TenantRepository } from '../../../../../functions/platform/repositories/tenant-repository.ts';
import { UserRepository } from '../../../../../functions/platform/repositories/user-repository.ts';
import { OpenSearch } from '../../../../../functions/platform/search/open-search.ts';
import { OpenSearchIndex } from '../../../../../functions/platform/search/open-search-index.ts';
import { aCaller, anAuditEntry, aUser } from '../../../../builders/chat.ts';
import { aDeployment } from '../../../../builders/deployment.ts';
import { invokeHttp } from '../../../../builders/handlers.ts';
import { anOutbox, inspectAt } from '../../../../builders/inspection.ts';
import { anOpenSearch } from '../../../../builders/open-search.ts';

/** Long after, when nothing asks for marks any more. */
const aDayMs = 24 * 3600_000;

let client: DynamoDBDocumentClient;
let chatTable: string;
let liveTable: string;
let stop: (() => Promise<void>) | undefined;
let openSearch: OpenSearch;
let index: OpenSearchIndex;
/** What waits to be indexed. */
let queued: OutboxEvent[];
/** What was told of each conversation that was compared. */
let told: { compared: number; unlike: number }[];
let tenantId: TenantId;
let ada: Caller;
let key: ConversationKey;

const reach = (endpoint: string) =>
  new OpenSearch({ endpoint, service: 'plain' }, () => Promise.reject(new Error('nothing is signed here')));
const indexIn = (at: OpenSearch) => new OpenSearchIndex(at, { routes: true, clock: systemClock });

beforeAll(async () => {
  ({ client, chatTable, liveTable } = await aDeployment());
  const started = await anOpenSearch();
  stop = started.stop;
  openSearch = reach(started.endpoint);
  index = indexIn(openSearch);
}, 120_000);

afterAll(() => stop?.());

const ask = (method: string, path: string) => openSearch.request({ method, path }, { timeoutMs: 10_000 });
const refresh = () => ask('POST', '/chemchat-index-*/_refresh');

/** Indexes events as the function behind the queue does. */
const indexAll = async (events: readonly OutboxEvent[]): Promise<void> => {
  const source = new IndexSourceRepository(client, chatTable);
  const messages = events.map(({ type, detail }) =>
    SearchEvent.parse(JSON.parse(JSON.stringify({ 'detail-type': type, detail }))),
  );
  const outcomes = await indexEvents({ source, index, clock: systemClock }, messages, Number.POSITIVE_INFINITY);
  expect(new Set(outcomes)).toEqual(new Set(['done']));
  await refresh();
};

const look = async ({ repair = false, laterMs = aDayMs, at = index as OpenSearchIndex | 'none' } = {}) => {
  const queue = { put: async (event: OutboxEvent) => void queued.push(event) };
  const search =
    at === 'none' ? undefined : { index: at, queue, onCompared: (one: (typeof told)[number]) => void told.push(one) };
  const inspected = { client, chatTable, liveTable, outbox: anOutbox(), search };
  return (await inspectAt(inspected, laterMs, { tenantId, repair })).told;
};

const act = async (route: 'send-message' | 'edit-message' | 'delete-message', sequenceNumber: number, content = '') => {
  const { status } = await invokeHttp(route, {
    caller: ada,
    parameters:
      route === 'send-message'
        ? { conversationId: key.conversationId }
        : { messageId: messageIdOf({ ...key, sequenceNumber }) },
    ...(content !== '' && { body: { content } }),
  });
  expect(status).toBeLessThan(300);
};

const numberOf = (event: OutboxEvent): number | undefined =>
  event.type === 'message.created' ? event.detail.message.sequenceNumber : undefined;

/** Of the conversation, with three messages: what waits once it is not found at all. */
const everything = async (): Promise<OutboxEvent[]> => {
  await look({ repair: true });
  return queued.splice(0);
};

beforeEach(async () => {
  tenantId = `t-${randomUUID()}` as TenantId;
  [queued, told] = [[], []];
  const user = aUser({ tenantId });
  await new UserRepository(client, chatTable).add(user, {
    foundsTenant: !(await new TenantRepository(client, chatTable).read(tenantId)),
    isConfirmed: true,
    entry: anAuditEntry(user.userId),
  });
  ada = aCaller({ tenantId, userId: user.userId });
  const { body } = await invokeHttp<Conversation>('create-conversation', {
    caller: ada,
    body: { type: 'group', title: 'Lab', memberIds: [] },
  });
  key = { tenantId, conversationId: body.id as ConversationId };
  for (const number of [1, 2, 3]) await act('send-message', number, `text ${number}`);
});

describe('an inspection of what search has', () => {
  it('has all that is not found indexed, and then finds nothing', async () => {
    expect(await look()).toEqual([
      'index: found under 0 names instead of 1 (found)',
      'index: 3 messages not found as they are: 3, 2, 1 (found)',
    ]);
    expect(told).toEqual([{ compared: 3, unlike: 3 }]);
    expect(queued).toEqual([]);
    await indexAll(await everything());
    told = [];
    expect(await look()).toEqual([]);
    expect(told).toEqual([{ compared: 3, unlike: 0 }]);
  });

  it('finds the one message that was lost, and has it and no other indexed', async () => {
    await indexAll((await everything()).filter((event) => numberOf(event) !== 2));
    expect(await look({ repair: true })).toEqual(['index: 1 messages not found as they are: 2 (repaired)']);
    expect(queued).toMatchObject([{ type: 'message.created', detail: { tenantId, message: { sequenceNumber: 2 } } }]);
    await indexAll(queued);
    expect(await look()).toEqual([]);
  });

  it('finds a conversation that is not found by its title', async () => {
    await indexAll((await everything()).filter(({ type }) => type !== 'conversation.created'));
    expect(await look({ repair: true })).toEqual(['index: found under 0 names instead of 1 (repaired)']);
    await indexAll(queued);
    expect(await look()).toEqual([]);
  });

  it('finds what is found by an old text, and what is found in spite of being deleted', async () => {
    await indexAll(await everything());
    await act('edit-message', 1, 'another text');
    await act('delete-message', 3);
    expect(await look({ repair: true })).toEqual(['index: 2 messages not found as they are: 3, 1 (repaired)']);
    await indexAll(queued);
    expect(await look()).toEqual([]);
  });

  it('says nothing of what may be on its way: new messages, and old ones that were changed just now', async () => {
    expect(await look({ laterMs: 0 })).toEqual(
      expect.not.arrayContaining([expect.stringMatching(/^index/)]) as unknown as string[],
    );
    await indexAll(await everything());
    told = [];
    const then = new Date(Date.now() - 10 * 60_000).toISOString();
    for (const number of [1, 2]) {
      const { PK, SK } = keys.message(key, number);
      await client.send(
        new UpdateCommand({
          TableName: chatTable,
          Key: { PK, SK },
          UpdateExpression: 'SET #timestamp = :then',
          ExpressionAttributeNames: { '#timestamp': 'timestamp' },
          ExpressionAttributeValues: { ':then': then },
        }),
      );
    }
    await act('edit-message', 1, 'another text');
    await act('delete-message', 2);
    expect((await look({ laterMs: 0 })).filter((one) => one.startsWith('index'))).toEqual([]);
    expect(told).toEqual([{ compared: 2, unlike: 0 }]);
  });

  it('finds nothing wrong where search is away, or there is none', async () => {
    const away = indexIn(reach('http://127.0.0.1:9'));
    expect(await look({ repair: true, at: away })).toEqual([]);
    expect(told).toEqual([{ compared: 0, unlike: 0 }]);
    expect(await look({ repair: true, at: 'none' })).toEqual([]);
    expect(queued).toEqual([]);
  });
});
