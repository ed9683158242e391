import { beforeAll, describe, expect, it } from '@jest/globals';
import pMap from 'p-map';
import type { Page } from 'playwright-core';
import { eventually } from './support/eventually.ts';
import { ownBrowser } from './support/own-browser.ts';
import { aTenant, Person } from './support/person.ts';
import { WebPerson } from './support/web-person.ts';

const count = 200;
/** As the SDK loads them. */
const windowSize = 50;
const browser = ownBrowser();
let lise: Person;
let marie: WebPerson;
let conversationId: string;

const sayIn = async (id: string, content: string): Promise<void> => {
  const { status } = await lise.call('POST', `/conversations/${id}/messages`, { content });
  if (status !== 201) throw new Error(`cannot send: ${status}`);
};

const say = (content: string): Promise<void> => sayIn(conversationId, content);

/** Says as many things as asked for, four at a time. */
const sayMany = async (id: string, many: number, contentOf: (number: number) => string): Promise<void> => {
  const contents = Array.from({ length: many }, (_, index) => contentOf(index + 1));
  await pMap(contents, (content) => sayIn(id, content), { concurrency: 4 });
};

beforeAll(async () => {
  const tenant = aTenant();
  const account = await Person.register('Marie Curie', tenant);
  lise = await Person.register('Lise Meitner', tenant);
  conversationId = (await lise.startConversation([account], 'direct')).id;
  // Of heights that differ, as what people write.
  await sayMany(conversationId, count, (number) => `Nr. ${number}${'\n\nand so on'.repeat(number % 4)}`);
  marie = await WebPerson.signedIn(browser(), account);
}, 120_000);

/** What a search for a message finds, once it is indexed. */
const hits = async (number: number): Promise<readonly unknown[]> => {
  const q = encodeURIComponent(`"Nr. ${number}"`);
  const { body } = await lise.call<{ items: readonly unknown[] }>('GET', `/search/messages?q=${q}`);
  return body.items;
};

/** What is used of an element; the types of pages are not those of tests. */
interface Shown {
  readonly dataset: { readonly sequenceNumber: string };
  getBoundingClientRect(): { readonly top: number; readonly bottom: number };
}

/** The first row that begins within the list, and how far below its top. */
const firstSeen = (page: Page): Promise<{ number: number; offset: number } | undefined> =>
  page.evaluate(() => {
    const { document } = globalThis as unknown as { document: { querySelectorAll(selector: string): Iterable<Shown> } };
    const [list] = document.querySelectorAll('.message-list');
    const { top = 0, bottom = 0 } = list?.getBoundingClientRect() ?? {};
    for (const row of document.querySelectorAll('[data-sequence-number]')) {
      const rowTop = row.getBoundingClientRect().top;
      if (rowTop >= top && rowTop < bottom) return { number: Number(row.dataset.sequenceNumber), offset: rowTop - top };
    }
    return undefined;
  });

/** How far below the top of the list a row is; undefined while it is not rendered. */
const offsetOf = (page: Page, number: number): Promise<number | undefined> =>
  page.evaluate((sought) => {
    const { document } = globalThis as unknown as { document: { querySelector(selector: string): Shown | null } };
    const list = document.querySelector('.message-list')?.getBoundingClientRect();
    const row = document.querySelector(`[data-sequence-number="${sought}"]`)?.getBoundingClientRect();
    return list && row && row.top - list.top;
  }, number);

/** Turns the wheel over the list. */
const scroll = async (page: Page, pixels: number): Promise<void> => {
  await page.locator('.message-list').hover();
  await page.mouse.wheel(0, pixels);
};

/** Waits until what changed was laid out and drawn. */
const drawn = (page: Page): Promise<void> =>
  page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const { requestAnimationFrame: next } = globalThis as unknown as {
          requestAnimationFrame(then: () => void): void;
        };
        next(() => next(() => next(() => resolve())));
      }),
  );

/** Whether a row is within the list. */
const isSeen = async (page: Page, number: number): Promise<true | undefined> => {
  const offset = await offsetOf(page, number);
  return offset !== undefined && offset > 0 && offset < 600 ? true : undefined;
};

describe('a place in a long history', () => {
  it('is where a link leads, wherever it is, and again after scrolling away', async () => {
    const { page } = await WebPerson.signedIn(browser(), lise);
    for (const number of [6, 41, 124, 170, 199]) {
      await page.goto(`/c/${conversationId}?message=${number}`);
      await page.locator(`[data-found][data-sequence-number="${number}"]`).waitFor();
      await eventually(() => isSeen(page, number));
      await drawn(page);
      expect([number, await isSeen(page, number)]).toEqual([number, true]);
    }
    const sought = [41, 41, 170, 6];
    await eventually(async () => {
      const found = await Promise.all(sought.map((number) => hits(number)));
      return found.every((items) => items.length > 0) || undefined;
    }, 60_000);
    for (const number of sought) {
      await scroll(page, -2_000);
      await drawn(page);
      await page.getByRole('button', { name: 'Search', exact: true }).click();
      await page.getByRole('searchbox').fill(`"Nr. ${number}"`);
      await page
        .getByRole('link', { name: new RegExp(`Nr\\. ${number}(?!\\d)`) })
        .first()
        .click();
      await eventually(() => isSeen(page, number));
      await drawn(page);
      expect([number, await isSeen(page, number)]).toEqual([number, true]);
    }
  }, 120_000);

  it('is where somebody had read to, however much came since, and the rest stays unread until it is seen', async () => {
    const otto = await Person.register('Otto Hahn', lise.loggedIn.user.tenantId);
    const { id } = await lise.startConversation([otto], 'direct');
    await sayMany(id, 90, (number) => `Told ${number}`);
    await otto.call('POST', `/conversations/${id}/read`, { sequenceNumber: 20 });
    const own = await WebPerson.signedIn(browser(), otto);
    await own.openConversation('Lise Meitner');
    await own.page.getByText('New messages', { exact: true }).waitFor();
    await eventually(() => isSeen(own.page, 21));
    await drawn(own.page);
    const { body } = await otto.call<{ unreadCount: number }>('GET', `/conversations/${id}`);
    expect(body.unreadCount).toBe(70);
    await own.page.getByRole('button', { name: /newest message/ }).click();
    await eventually(async () => {
      const { body: read } = await otto.call<{ unreadCount: number }>('GET', `/conversations/${id}`);
      return read.unreadCount === 0 || undefined;
    });
  }, 120_000);
});

describe('a long history', () => {
  it('opens at the newest for who never read in it', async () => {
    await marie.openConversation('Lise Meitner');
    await marie.sees(`Nr. ${count}`);
    const newest = await firstSeen(marie.page);
    expect(newest?.number).toBeGreaterThan(count - 30);
  }, 60_000);

  it('scrolls up through older pages, and no row jumps when one comes in above', async () => {
    const { page } = marie;
    // Answers wait until the list is at its top, where a jump would be seen best.
    const asked: { readonly before: number; readonly release: () => void }[] = [];
    await page.route(/\/messages\?/, async (route) => {
      const before = Number(new URL(route.request().url()).searchParams.get('before'));
      await new Promise<void>((release) => asked.push({ before, release }));
      await route.continue();
    });
    const jumps: number[] = [];
    for (let top = count; top > windowSize + 1; ) {
      const { before, release } = await eventually(async () => {
        await scroll(page, -700);
        return asked.shift();
      });
      // The first one that is loaded is shown with what comes before it.
      const first = before + 1;
      await eventually(async () => {
        await scroll(page, -700);
        return (await firstSeen(page))?.number === first ? true : undefined;
      });
      await drawn(page);
      const offset = (await offsetOf(page, first)) ?? Number.NaN;
      release();
      await page.locator(`[data-sequence-number="${before - 1}"]`).waitFor({ state: 'attached' });
      await drawn(page);
      jumps.push(Math.abs(((await offsetOf(page, first)) ?? Number.NaN) - offset));
      top = before;
    }
    expect(jumps).toHaveLength((count - windowSize) / windowSize);
    expect(Math.max(...jumps)).toBeLessThanOrEqual(4);
    await page.unroute(/\/messages\?/);
  }, 90_000);

  it('stays where somebody reads when a message comes, and leads to it', async () => {
    const { page } = marie;
    const before = await firstSeen(page);
    await say('And a new one');
    const button = page.getByRole('button', { name: '1 new message' });
    await button.waitFor();
    expect(await firstSeen(page)).toEqual(before);
    await say('And one more');
    await page.getByRole('button', { name: '2 new messages' }).click();
    await marie.sees('And one more');
    await page.getByRole('button', { name: /newest message|new messages/ }).waitFor({ state: 'detached' });
  }, 60_000);

  it('has every message once, in order, when it is scrolled through', async () => {
    const { page } = marie;
    const seen = new Map<number, string>();
    await eventually(async () => {
      for (const { number, text } of await marie.messages()) seen.set(number, text);
      await scroll(page, -500);
      await drawn(page);
      return (await firstSeen(page))?.number === 1 ? true : undefined;
    }, 60_000);
    for (const { number, text } of await marie.messages()) seen.set(number, text);
    const numbers = Array.from({ length: count + 2 }, (_, index) => index + 1);
    expect([...seen.keys()].sort((one, other) => one - other)).toEqual(numbers);
    expect(numbers.slice(0, count).every((number) => seen.get(number)?.startsWith('Nr. '))).toBe(true);
  }, 90_000);
});
