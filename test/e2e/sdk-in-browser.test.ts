import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import type { Message } from '../../client/src/index.ts';
import { eventually } from './support/eventually.ts';
import { ownBrowser } from './support/own-browser.ts';
import { aTenant, Person } from './support/person.ts';
import { openSdkPage, reload, type SdkPageOptions, sdkContext } from './support/sdk-page.ts';

const tenant = aTenant();
const browser = ownBrowser();

interface BrowserPerson {
  readonly userId: string;
  readonly context: BrowserContext;
  readonly page: Page;
}

/** Somebody with a browser profile of their own, signed in by the package. */
const signedIn = async (name: string, options: SdkPageOptions = {}): Promise<BrowserPerson> => {
  const context = await sdkContext(browser());
  const page = await openSdkPage(context, options);
  const person = { email: `${name}-${randomUUID()}@example.com`, password: Person.password };
  const userId = await page.evaluate(
    async ({ email, password, displayName, team }) => {
      await chat.auth.register({ email, password, displayName, tenant: team });
      const result = await chat.auth.logIn({ email, password });
      return result.status === 'signed-in' ? result.user.id : '';
    },
    { ...person, displayName: name, team: tenant },
  );
  return { userId, context, page };
};

const startConversation = (page: Page, memberIds: readonly string[]): Promise<string> =>
  page.evaluate(
    async (ids) => (await chat.api.createConversation({ type: 'group', title: 'Lab', memberIds: ids })).id,
    [...memberIds],
  );

const connect = (page: Page, conversationId: string): Promise<void> =>
  page.evaluate(async (id) => {
    const isOnline = new Promise<void>((resolve) => chat.on('connection', (state) => state === 'online' && resolve()));
    chat.connect();
    await Promise.all([chat.conversation(id).open(), isOnline]);
  }, conversationId);

/** Sends a message and answers with the client's id of it, without waiting for more. */
const send = (page: Page, conversationId: string, content: string): Promise<string> =>
  page.evaluate(
    ([id = '', text = '']) => chat.conversation(id).send({ content: text }).clientMessageId,
    [conversationId, content],
  );

/** What is shown when so many messages are, and nothing waits any more. */
const shown = (page: Page, conversationId: string, count: number): Promise<readonly Message[]> =>
  page
    .waitForFunction(
      ({ id, wanted }) => {
        const { messages, pending } = chat.conversation(id).getSnapshot();
        return messages.length >= wanted && pending.length === 0 ? messages : undefined;
      },
      { id: conversationId, wanted: count },
    )
    .then((handle) => handle.jsonValue() as Promise<readonly Message[]>);

/** Puts the end of the access token that the browser keeps into the past, as if its quarter of an hour were over. */
const endAccessToken = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const store = sdk.browserTokenStore();
    const tokens = await store.load();
    if (tokens) await store.save({ ...tokens, expiresAtMs: 0 });
  });

const whoAmI = (page: Page): Promise<string> => page.evaluate(async () => (await chat.api.me()).id);

it('two people chat over native WebSockets, with the token in the query and as a sub-protocol', async () => {
  const [ada, bob] = await Promise.all([signedIn('ada'), signedIn('bob', { websocketTokenIn: 'protocol' })]);
  const sockets = [ada, bob].map(({ page }) => page.waitForEvent('websocket'));
  const id = await startConversation(ada.page, [bob.userId]);
  await Promise.all([connect(ada.page, id), connect(bob.page, id)]);
  const queries = (await Promise.all(sockets)).map((socket) => [...new URL(socket.url()).searchParams.keys()]);
  expect(queries).toEqual([['token', 'batch'], ['batch']]);

  for (const number of [1, 2, 3]) {
    for (const [who, { page }] of [ada, bob].entries()) await send(page, id, `${who} says ${number}`);
  }
  const [hers, his] = await Promise.all([shown(ada.page, id, 6), shown(bob.page, id, 6)]);
  expect(hers).toEqual(his);
  expect(hers.map(({ sequenceNumber }) => sequenceNumber)).toEqual([1, 2, 3, 4, 5, 6]);
  const said = (userId: string) => hers.filter(({ senderId }) => senderId === userId).map(({ content }) => content);
  expect([said(ada.userId), said(bob.userId)]).toEqual([
    ['0 says 1', '0 says 2', '0 says 3'],
    ['1 says 1', '1 says 2', '1 says 3'],
  ]);
  expect(await ada.page.evaluate(() => chat.connection)).toBe('online');
}, 90_000);

it('what was sent without a network outlives a reload, and is committed once, under its first id', async () => {
  const [ada, bob] = await Promise.all([signedIn('ada'), signedIn('bob')]);
  const id = await startConversation(ada.page, [bob.userId]);
  await Promise.all([connect(ada.page, id), connect(bob.page, id)]);
  // Given a network that is cut, and later brings the page again and nothing more
  await ada.context.setOffline(true);
  await ada.context.route('**/api/**', (route) => route.abort());
  await ada.page.waitForFunction(() => chat.connection !== 'online');
  const sent = [await send(ada.page, id, 'cut off'), await send(ada.page, id, 'and again')];
  await ada.context.setOffline(false);
  await reload(ada.page);
  await ada.page.waitForFunction((one) => chat.conversation(one).getSnapshot().pending.length === 2, id);
  expect(await shown(bob.page, id, 0)).toEqual([]);

  await ada.context.unroute('**/api/**');
  await connect(ada.page, id);
  const [hers, his] = await Promise.all([shown(ada.page, id, 2), shown(bob.page, id, 2)]);
  expect(hers.map(({ clientMessageId }) => clientMessageId)).toEqual(sent);
  expect(his).toEqual(hers);
  await reload(ada.page);
  await connect(ada.page, id);
  expect(await shown(ada.page, id, 2)).toHaveLength(2);
}, 90_000);

it('what was committed without an answer is not committed again after a reload', async () => {
  const [ada, bob] = await Promise.all([signedIn('ada'), signedIn('bob')]);
  const id = await startConversation(ada.page, [bob.userId]);
  // Given a network that loses the answer
  const isCommitted = new Promise<void>((resolve) => {
    void ada.context.route('**/messages', async (route) => {
      await route.fetch();
      await route.abort();
      resolve();
    });
  });
  const first = await send(ada.page, id, 'once');
  await isCommitted;
  await ada.context.unroute('**/messages');

  await reload(ada.page);
  await connect(ada.page, id);
  expect(await shown(ada.page, id, 1)).toMatchObject([{ clientMessageId: first, sequenceNumber: 1 }]);
  // Whatever comes after it has the next number.
  await send(ada.page, id, 'next');
  expect(await shown(ada.page, id, 2)).toMatchObject([
    { clientMessageId: first },
    { content: 'next', sequenceNumber: 2 },
  ]);
}, 90_000);

it('a session outlives a reload with the key it is bound to, and is worth nothing to who copied its tokens', async () => {
  const ada = await signedIn('ada', { isBound: true });
  await endAccessToken(ada.page);
  await reload(ada.page, { isBound: true });
  const refreshed = ada.page.waitForResponse('**/auth/refresh');
  expect(await whoAmI(ada.page)).toBe(ada.userId);
  expect((await refreshed).status()).toBe(200);

  // And in another browser the same tokens, with another key
  await endAccessToken(ada.page);
  const tokens = await ada.page.evaluate(() => sdk.browserTokenStore().load());
  const thief = await openSdkPage(await sdkContext(browser()), { isBound: true });
  await thief.evaluate((stolen) => stolen && sdk.browserTokenStore().save(stolen), tokens);
  await reload(thief, { isBound: true });
  await expect(whoAmI(thief)).rejects.toThrow('ChatError');
}, 90_000);

it('two tabs of a session refresh it once, and both go on', async () => {
  const ada = await signedIn('ada');
  await endAccessToken(ada.page);
  const other = await openSdkPage(ada.context);
  const tabs = [ada.page, other];
  let refreshes = 0;
  await ada.context.route('**/auth/refresh', async (route) => {
    refreshes += 1;
    // Until both have asked: the other waits for its turn, or has come here as well.
    await eventually(async () => {
      const waiting = await other.evaluate<number>('navigator.locks.query().then(({ pending }) => pending.length)');
      return waiting > 0 || refreshes > 1 || undefined;
    });
    await route.continue();
  });
  await reload(ada.page);
  expect(await Promise.all(tabs.map(whoAmI))).toEqual([ada.userId, ada.userId]);
  expect(refreshes).toBe(1);
  // And what one tab signs out of, the other is signed out of.
  const ended = other.evaluate(() => new Promise((resolve) => chat.on('signed-out', resolve)));
  await ada.page.evaluate(() => chat.auth.logOut());
  expect(await ended).toBe('logged-out');
}, 90_000);

it('a file goes to where files are kept, with its progress told', async () => {
  const ada = await signedIn('ada');
  const { mediaId, parts } = await ada.page.evaluate(async () => {
    const told: number[] = [];
    const file = new File([new Uint8Array(8 * 1024 * 1024).fill(65)], 'notes.txt', { type: 'text/plain' });
    const id = await sdk.uploadFile(chat, file, { onProgress: (part) => told.push(part) });
    return { mediaId: id, parts: told };
  });
  expect(parts.length).toBeGreaterThan(1);
  expect(parts).toEqual([...parts].sort((one, other) => one - other));
  expect(parts.at(-1)).toBe(1);
  const media = await ada.page.evaluate((id) => chat.api.getMedia(id), mediaId);
  expect(media).toMatchObject({ fileName: 'notes.txt', size: 8 * 1024 * 1024 });
}, 90_000);
