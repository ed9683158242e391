import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { eventually } from './support/eventually.ts';
import { ownBrowser } from './support/own-browser.ts';
import { aTenant, Person } from './support/person.ts';
import { WebPerson } from './support/web-person.ts';

const browser = ownBrowser();
let account: Person;
let page: Page;
let lise: WebPerson;

beforeAll(async () => {
  const tenant = aTenant();
  account = await Person.register('Marie Curie', tenant);
  const other = await Person.register('Lise Meitner', tenant);
  const { id } = await account.startConversation([other], 'direct');
  await other.call('POST', `/conversations/${id}/messages`, { content: 'Is it thorium?' });
  [{ page }, lise] = await Promise.all([
    WebPerson.open(browser(), 'Marie Curie'),
    WebPerson.signedIn(browser(), other, { viewport: { width: 390, height: 844 } }),
  ]);
  await lise.openConversation('Marie Curie');
}, 60_000);

/** What has the focus: what it is called, and whether that can be seen. */
interface Focused {
  readonly name: string;
  readonly isSeen: boolean;
}

const focused = (): Promise<Focused> =>
  page.evaluate(() => {
    interface Shown {
      readonly id: string;
      readonly textContent: string;
      getAttribute(name: string): string | null;
      closest(selector: string): Shown | null;
    }
    const { document, getComputedStyle } = globalThis as unknown as {
      document: { readonly activeElement: Shown; querySelector(selector: string): Shown | null };
      getComputedStyle(element: Shown): { readonly outlineStyle: string };
    };
    const element = document.activeElement;
    const label = document.querySelector(`label[for="${element.id}"]`)?.textContent;
    const name = element.getAttribute('aria-label') ?? label ?? element.textContent;
    const outlined = [element, element.closest('.composer-row'), element.closest('.react-aria-Tab')];
    return { name, isSeen: outlined.some((one) => one !== null && getComputedStyle(one).outlineStyle !== 'none') };
  });

/** Moves the focus on until it is on something of that name, which has to be seen on each of its stops. */
const moveTo = async (name: string | RegExp, key = 'Tab'): Promise<void> => {
  const unseen: string[] = [];
  for (let steps = 0; steps < 40; steps += 1) {
    await page.keyboard.press(key);
    const now = await focused();
    if (!now.isSeen) unseen.push(now.name);
    if (typeof name === 'string' ? now.name === name : name.test(now.name)) {
      expect(unseen).toEqual([]);
      return;
    }
  }
  throw new Error(`the focus never comes to ${name}`);
};

const isFocused = (name: string | RegExp): Promise<true> =>
  eventually(async () => {
    const now = (await focused()).name;
    return (typeof name === 'string' ? now === name : name.test(now)) || undefined;
  });

describe('somebody without a mouse', () => {
  it('signs in and opens a conversation', async () => {
    await isFocused('Email');
    await page.keyboard.type(account.email);
    await moveTo('Password');
    await page.keyboard.type(Person.password);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Marie Curie' }).waitFor();
    await page.getByRole('link', { name: 'Lise Meitner' }).waitFor();
    await moveTo(/^LM?\s*Lise Meitner|Lise Meitner/);
    await page.keyboard.press('Enter');
    await isFocused('Message');
  }, 60_000);

  it('writes, edits, reacts and answers', async () => {
    await page.keyboard.type('It is uranuim');
    await page.keyboard.press('Enter');
    await lise.sees('It is uranuim');
    // The ack comes behind the posts: until then it is on its way here, and can't be edited.
    await page.locator('[data-sequence-number]').filter({ hasText: 'It is uranuim' }).waitFor();
    await page.keyboard.press('ArrowUp');
    await page.getByText('Editing').waitFor();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('It is uranium');
    await page.keyboard.press('Enter');
    await lise.sees('It is uranium');
    // The others may see it before it is known here that it was saved.
    await page.getByText('Editing').waitFor({ state: 'detached' });
    await isFocused('Message');
    await moveTo('React', 'Shift+Tab');
    await page.keyboard.press('Enter');
    await isFocused('Search emoji');
    await page.keyboard.type('thumbs up');
    await page
      .getByRole('gridcell', { name: /^thumbs up/i })
      .first()
      .waitFor();
    await page.keyboard.press('Enter');
    await lise.page.getByRole('button', { name: /👍.*Marie Curie/ }).waitFor();
    await isFocused('React');
    await moveTo('Reply');
    await page.keyboard.press('Enter');
    await isFocused('Message');
    await page.getByText('Replying to').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('Replying to').waitFor({ state: 'detached' });
  }, 60_000);

  it('searches and gets there', async () => {
    await page.keyboard.press('ControlOrMeta+k');
    await isFocused('Words');
    await page.keyboard.press('Escape');
    await isFocused('Message');
    await page.keyboard.press('ControlOrMeta+k');
    await isFocused('Words');
    const found = page.getByRole('list', { name: 'Found messages' });
    await eventually(async () => {
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.type('thorium');
      await found.or(page.getByText('Nothing has all of these words.')).waitFor();
      return (await found.isVisible()) || undefined;
    });
    await moveTo(/thorium/);
    await page.keyboard.press('Enter');
    await page.locator('[data-found]').filter({ hasText: 'thorium' }).waitFor();
    await isFocused('Message');
  }, 60_000);

  it('comes back to where the focus was when a dialog closes', async () => {
    for (const name of ['Members and settings', 'Search', 'New conversation', 'Settings']) {
      await moveTo(name, 'Shift+Tab');
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor();
      await page.keyboard.press('Escape');
      await isFocused(name);
      // Round once more, from the end.
      await page.getByRole('textbox', { name: 'Message' }).focus();
    }
  }, 60_000);
});
