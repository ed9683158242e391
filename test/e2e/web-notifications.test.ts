import { beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from './support/eventually.ts';
import { ownBrowser } from './support/own-browser.ts';
import { aTenant, Person } from './support/person.ts';
import { WebPerson } from './support/web-person.ts';

/** What a page showed, beside what it says of being looked at. */
interface ObservedPage {
  readonly shown: { readonly title: string; readonly body: string; onclick?: () => void }[];
  readonly document: EventTarget & { hasFocus(): boolean };
  Notification: new (title: string, options: object) => ObservedPage['shown'][number];
}

const browser = ownBrowser();
let lise: Person;
let marie: WebPerson;
let direct: string;
let group: string;

beforeAll(async () => {
  const tenant = aTenant();
  const account = await Person.register('Marie Curie', tenant);
  lise = await Person.register('Lise Meitner', tenant);
  direct = (await lise.startConversation([account], 'direct')).id;
  group = (await lise.startConversation([account])).id;
  marie = await WebPerson.signedIn(browser(), account);
  await marie.context.addInitScript(() => {
    const page = globalThis as unknown as ObservedPage;
    const shown: ObservedPage['shown'] = [];
    page.Notification = class extends page.Notification {
      constructor(title: string, options: object) {
        super(title, options);
        shown.push(this);
      }
      /** A browser without a window falls over it. */
      close() {}
    };
    Object.assign(page, { shown });
  });
}, 60_000);

const say = async (conversationId: string, content: string): Promise<void> => {
  const { status } = await lise.call('POST', `/conversations/${conversationId}/messages`, { content });
  expect(status).toBe(201);
};

const shown = (): Promise<string[]> =>
  marie.page.evaluate(() =>
    (globalThis as unknown as ObservedPage).shown.map(({ title, body }) => `${title}: ${body}`),
  );

/** Notifications once there are so many. */
const shownSoon = (count: number): Promise<string[]> =>
  eventually(async () => {
    const all = await shown();
    return all.length >= count ? all : undefined;
  });

const lookAway = (isAway: boolean): Promise<void> =>
  marie.page.evaluate((away) => {
    const { document } = globalThis as unknown as ObservedPage;
    Object.defineProperty(document, 'visibilityState', { value: away ? 'hidden' : 'visible', configurable: true });
    document.hasFocus = () => !away;
    document.dispatchEvent(new Event('visibilitychange'));
  }, isAway);

describe('a new message', () => {
  it('is told of to nobody who did not allow it', async () => {
    await marie.page.reload();
    await marie.openConversation('Lise Meitner');
    await say(group, 'nobody is told');
    await marie.page.getByText('nobody is told').waitFor();
    expect(await shown()).toEqual([]);
  }, 60_000);

  it('is told of when another conversation is open, by who wrote it and where', async () => {
    const { page, context } = marie;
    await page.getByRole('button', { name: 'Settings', exact: true }).click();
    await page.getByRole('tab', { name: 'Notifications' }).click();
    await context.grantPermissions(['notifications']);
    await page.getByRole('button', { name: 'Notify me' }).click();
    await page.getByText('You are notified of new messages while this page is open.').waitFor();
    await page.keyboard.press('Escape');
    await say(group, 'barium');
    expect(await shownSoon(1)).toEqual(['Lab: Lise Meitner: barium']);
  }, 60_000);

  it('is not told of while it is in view', async () => {
    await say(direct, 'seen at once');
    await marie.sees('seen at once');
    // What is told of later is told of after it.
    await say(group, 'krypton');
    expect((await shownSoon(2)).slice(1)).toEqual(['Lab: Lise Meitner: krypton']);
  }, 60_000);

  it('is told of when the page is hidden, and leads there', async () => {
    await lookAway(true);
    await say(direct, 'come back');
    expect((await shownSoon(3)).slice(2)).toEqual(['Lise Meitner: come back']);
    await eventually(async () => (await marie.page.title()) === '(4) Lise Meitner – ChemChat' || undefined);
    await lookAway(false);
    await marie.page.evaluate(() => (globalThis as unknown as ObservedPage).shown[0]?.onclick?.());
    await marie.page.getByRole('heading', { name: 'Lab', exact: true }).waitFor();
    await eventually(async () => ((await marie.page.title()) === 'Lab – ChemChat' ? true : undefined));
  }, 60_000);

  it('is told of in no conversation that is muted', async () => {
    const { page } = marie;
    await page.getByRole('button', { name: 'Members and settings' }).click();
    await page.getByRole('button', { name: 'Mute' }).click();
    await page.getByRole('button', { name: 'Unmute' }).waitFor();
    await page.keyboard.press('Escape');
    await lookAway(true);
    await say(group, 'quiet');
    await marie.sees('quiet');
    await say(direct, 'aloud');
    expect((await shownSoon(4)).slice(3)).toEqual(['Lise Meitner: aloud']);
  }, 60_000);
});
