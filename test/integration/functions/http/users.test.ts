import { randomUUID } from 'node:crypto';
import { DeleteCommand, type DynamoDBDocumentClient, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { TenantId, UserId } from '../../../../functions/contract/identifiers.ts';
import type { User } from '../../../../functions/contract/users.ts';
import type { Caller } from '../../../../functions/domain/caller.ts';
import { peoplePartition } from '../../../../functions/platform/keys.ts';
import { UserRepository } from '../../../../functions/platform/repositories/user-repository.ts';
import { aCaller, anAuditEntry, aUser } from '../../../builders/chat.ts';
import { aDeployment } from '../../../builders/deployment.ts';
import { invokeHttp } from '../../../builders/handlers.ts';

let client: DynamoDBDocumentClient;
let tableName: string;
let users: UserRepository;

beforeAll(async () => {
  const deployment = await aDeployment();
  client = deployment.client;
  tableName = deployment.chatTable;
  users = new UserRepository(client, deployment.chatTable);
});

const aTenant = () => `t-${randomUUID().slice(0, 8)}` as TenantId;

/** People of a new tenant, by username and display name. */
const people = async (...named: readonly (readonly [username: string, displayName: string])[]) => {
  const tenantId = aTenant();
  const added: Caller[] = [];
  for (const [username, displayName] of named) {
    const unique = `${username}-${randomUUID().slice(0, 4)}`;
    const user = aUser({ tenantId, username: unique, email: `${unique}@${tenantId}.example`, displayName });
    expect(
      await users.add(user, { foundsTenant: added.length === 0, isConfirmed: true, entry: anAuditEntry(user.userId) }),
    ).toBe('added');
    added.push(aCaller({ tenantId, userId: user.userId }));
  }
  return added as [Caller, ...Caller[]];
};

const find = async (caller: Caller, query: Record<string, string>) => {
  const { status, body } = await invokeHttp<{ items: User[]; nextCursor: string | null }>('list-users', {
    caller,
    query,
  });
  expect(status).toBe(200);
  return body;
};
const namesOf = async (caller: Caller, query: string) =>
  (await find(caller, { query })).items.map(({ displayName }) => displayName);
/** Takes away what people have who were there before words were found by. */
const forgetWords = async ({ tenantId, userId }: Caller): Promise<void> => {
  const TableName = tableName;
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: 'PK = :people',
      ExpressionAttributeValues: { ':people': peoplePartition(tenantId) },
    }),
  );
  for (const { PK, SK, kind } of Items.filter((item) => item.userId === userId)) {
    const Key = { PK, SK };
    await client.send(
      kind === 'word'
        ? new DeleteCommand({ TableName, Key })
        : new UpdateCommand({ TableName, Key, UpdateExpression: 'REMOVE wordTexts' }),
    );
  }
};
const update = (caller: Caller, body: object) => invokeHttp('update-me', { caller, body });

describe('people of the tenant', () => {
  it('are found by what their username or display name begins with, in any case, each once', async () => {
    const [caller] = await people(
      ['ada', 'Ada Lovelace'],
      ['grace', 'Adele Hopper'],
      ['adrian', 'Zoe'],
      ['marie', 'Ångström'],
      ['lise', 'Meitner'],
    );
    expect(await namesOf(caller, 'ad')).toEqual(['Ada Lovelace', 'Adele Hopper', 'Zoe']);
    expect(await namesOf(caller, 'ADA L')).toEqual(['Ada Lovelace']);
    expect(await namesOf(caller, 'GRACE')).toEqual(['Adele Hopper']);
    // However the letter is put together.
    expect(await namesOf(caller, 'A\u030angs')).toEqual(['Ångström']);
    expect((await find(caller, {})).items).toHaveLength(5);
  });

  it('are found by what any of the first six words of their display name begins with, and by @ and username', async () => {
    const [caller] = await people(
      ['boris', 'Boris Böhm'],
      ['santa', 'María-José de la Cruz (Lab) Physics'],
      ['bo', 'Bo Bohr Bonn'],
      ['obrien', "Cat O'Brien"],
    );
    expect(await namesOf(caller, 'Böhm')).toEqual(['Boris Böhm']);
    expect(await namesOf(caller, 'boris b')).toEqual(['Boris Böhm']);
    expect(await namesOf(caller, '@boris')).toEqual(['Boris Böhm']);
    expect(await namesOf(caller, 'cruz')).toEqual(['María-José de la Cruz (Lab) Physics']);
    expect(await namesOf(caller, 'la cruz')).toEqual(['María-José de la Cruz (Lab) Physics']);
    expect(await namesOf(caller, 'physics')).toEqual([]);
    expect(await namesOf(caller, 'brien')).toEqual([]);
    // By the whole name, two words and the username, and yet once.
    expect(await namesOf(caller, 'bo')).toEqual(['Bo Bohr Bonn', 'Boris Böhm']);
    expect((await find(caller, {})).items).toHaveLength(4);
  });

  it('are found by their names, and renamed, where their words were never written', async () => {
    const [caller] = await people(['zoe', 'Boris Böhm']);
    await forgetWords(caller);
    expect(await namesOf(caller, 'böhm')).toEqual([]);
    for (const query of ['', 'boris', 'zoe']) expect(await namesOf(caller, query)).toEqual(['Boris Böhm']);
    expect((await update(caller, { displayName: 'Niels Bohr' })).status).toBe(200);
    for (const query of ['', 'bohr', 'niels', 'zoe']) expect(await namesOf(caller, query)).toEqual(['Niels Bohr']);
    expect(await namesOf(caller, 'b\u00f6')).toEqual([]);
    expect(await namesOf(caller, 'boris')).toEqual([]);
  });

  it('are told with their id, username and display name alone', async () => {
    const [caller] = await people(['ada', 'Ada']);
    const { items } = await find(caller, { query: 'ada' });
    expect(items).toEqual([{ id: caller.userId, username: expect.stringMatching(/^ada-/), displayName: 'Ada' }]);
    expect(await invokeHttp('get-user', { caller, parameters: { userId: caller.userId } })).toEqual({
      status: 200,
      body: items[0],
    });
  });

  it('come in full pages, without gap or double', async () => {
    const [caller] = await people(
      ...Array.from({ length: 12 }, (_one, index) => [`ada${index}`, `Ada ${index}`] as const),
    );
    const all = (await find(caller, { query: 'ada' })).items;
    expect(all).toHaveLength(12);
    const paged: User[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await find(caller, { query: 'ada', limit: '5', ...(cursor && { cursor }) });
      expect(page.items.length).toBe(page.nextCursor === null ? 2 : 5);
      paged.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(paged).toEqual(all);
  });

  it('come in pages without gap or double where each is found by several words', async () => {
    const [caller] = await people(
      ...Array.from({ length: 7 }, (_one, index) => [`ada${index}`, `Zoe Ada Adams ${index}`] as const),
      ['x', 'Ada Zoe'],
    );
    const all = await namesOf(caller, 'ada');
    expect(all).toEqual([...Array.from({ length: 7 }, (_one, index) => `Zoe Ada Adams ${index}`), 'Ada Zoe']);
    const paged: string[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await find(caller, { query: 'ada', limit: '3', ...(cursor && { cursor }) });
      paged.push(...page.items.map(({ displayName }) => displayName));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(paged).toEqual(all);
  });

  it("are nobody's of another tenant", async () => {
    const [ada] = await people(['ada', 'Ada']);
    const [bob] = await people(['bob', 'Bob']);
    expect(await namesOf(bob, 'ada')).toEqual([]);
    for (const userId of [ada.userId, randomUUID()]) {
      expect(await invokeHttp('get-user', { caller: bob, parameters: { userId } })).toMatchObject({
        status: 404,
        body: { code: 'NOT_FOUND' },
      });
    }
  });

  it("refuses a cursor that is not of this query's pages", async () => {
    const [caller] = await people(['ada', 'Ada'], ['adb', 'Adb']);
    const { nextCursor } = await find(caller, { query: 'ad', limit: '1' });
    for (const [query, cursor] of [
      ['bo', String(nextCursor)],
      ['ad', 'x'],
      ['ad', '****'],
    ] as const) {
      expect(await invokeHttp('list-users', { caller, query: { query, cursor } })).toMatchObject({
        status: 400,
        body: { errors: [{ path: 'cursor' }] },
      });
    }
  });
});

describe('changing the own profile', () => {
  it('shows to oneself, to others and in the search, under the new name and not the old one', async () => {
    const [ada, bob] = (await people(['ada', 'Ada'], ['bob', 'Bob'])) as [Caller, Caller];
    const answer = await update(ada, { displayName: '  Countess of Lovelace ' });
    expect(answer).toMatchObject({ status: 200, body: { id: ada.userId, displayName: 'Countess of Lovelace' } });
    expect((await invokeHttp('get-me', { caller: ada })).body).toEqual(answer.body);
    expect(await namesOf(bob, 'count')).toEqual(['Countess of Lovelace']);
    expect(await namesOf(bob, 'ada')).toEqual(['Countess of Lovelace']);
    expect(await namesOf(bob, 'lovel')).toEqual(['Countess of Lovelace']);
    await update(ada, { displayName: 'Countess' });
    expect(await namesOf(bob, 'lovel')).toEqual([]);
    expect((await find(bob, {})).items.filter(({ id }) => id === ada.userId)).toHaveLength(1);
  });

  it('keeps one place in the search when several changes meet, and when only the case changes', async () => {
    const [ada] = await people(['x', 'Ada']);
    await update(ada, { displayName: 'ADA' });
    expect(await namesOf(ada, 'ada')).toEqual(['ADA']);
    const answers = await Promise.all(
      ['one', 'two', 'three', 'four'].map((displayName) => update(ada, { displayName })),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const { items } = await find(ada, {});
    expect(items).toEqual([expect.objectContaining({ id: ada.userId })]);
    expect(items[0]?.displayName).toBe((await invokeHttp('get-me', { caller: ada })).body.displayName);
  });

  it('names what is wrong', async () => {
    const [ada] = await people(['ada', 'Ada']);
    for (const [body, path] of [
      [{}, 'displayName'],
      [{ displayName: ' ' }, 'displayName'],
      [{ displayName: 'two\nlines' }, 'displayName'],
      [{ avatarMediaId: 'm-1' }, 'avatarMediaId'],
      [{ displayName: 'Ada', username: 'other' }, 'username'],
    ] as const) {
      expect(await update(ada, body)).toMatchObject({ status: 400, body: { errors: [{ path }] } });
    }
    expect((await update(ada, { avatarMediaId: 'm-1' })).body).toMatchObject({
      errors: [{ message: 'must be an image of yours that is ready' }],
    });
  });

  it('finds no profile of a person who is gone', async () => {
    expect(await update(aCaller({ userId: randomUUID() as UserId }), { displayName: 'Nobody' })).toMatchObject({
      status: 404,
      body: { code: 'NOT_FOUND' },
    });
  });
});
