import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { aPng } from '../builders/media-files.ts';
import { barriers } from './support/barriers.ts';
import { uploadAndWait } from './support/files.ts';
import { ownBrowser } from './support/own-browser.ts';
import { aTenant, Person } from './support/person.ts';
import { WebPerson } from './support/web-person.ts';

const desk = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };

const looks = [
  { colorScheme: 'light', viewport: desk },
  { colorScheme: 'dark', viewport: desk },
  { colorScheme: 'dark', viewport: phone },
  { colorScheme: 'light', viewport: phone },
] as const;

const browser = ownBrowser();
let page: Page;
let marie: WebPerson;

beforeAll(async () => {
  const tenant = aTenant();
  const account = await Person.register('Marie Curie', tenant);
  const other = await Person.register('Lise Meitner', tenant);
  const picture = { fileName: 'a.png', contentType: 'image/png', bytes: await aPng() };
  const { id: mediaId } = await uploadAndWait(other, picture, 60_000);
  const { id } = await other.startConversation([account]);
  const say = async (person: Person, message: object): Promise<string> => {
    const { status, body } = await person.call<{ id: string }>('POST', `/conversations/${id}/messages`, message);
    expect(status).toBe(201);
    return body.id;
  };
  const asked = await say(other, { content: '# Head\n\n- a list with `code`\n\n> and [a link](https://example.com)' });
  await say(account, { content: 'An answer, thorium', replyTo: asked });
  await account.call('POST', `/messages/${asked}/reactions`, { emoji: '👍' });
  await say(other, { content: `@Marie Curie ${'long'.repeat(100)}`, mentions: [account.id], attachmentIds: [mediaId] });
  await say(other, { content: 'مرحبا بالعالم' });
  const gone = await say(account, { content: 'Gone' });
  await account.call('DELETE', `/messages/${gone}`);
  marie = await WebPerson.signedIn(browser(), account, { reducedMotion: 'reduce' });
  ({ page } = marie);
}, 90_000);

/** Fails with what shuts somebody out of a screen in any of its looks, or with what is wider than it. */
const look = async (at: Page = page): Promise<void> => {
  for (const { colorScheme, viewport } of looks) {
    await at.emulateMedia({ colorScheme });
    await at.setViewportSize(viewport);
    const found = { colorScheme, width: viewport.width, barriers: await barriers(at), overflow: await overflow(at) };
    expect(found).toEqual({ colorScheme, width: viewport.width, barriers: [], overflow: 0 });
  }
  await at.setViewportSize(desk);
};

/** By how many pixels a page is wider than its window. */
const overflow = (at: Page): Promise<number> =>
  at.evaluate(() => {
    const { scrollWidth, clientWidth } = (
      globalThis as unknown as { document: { documentElement: { scrollWidth: number; clientWidth: number } } }
    ).document.documentElement;
    return scrollWidth - clientWidth;
  });

const openDialog = async (button: string): Promise<void> => {
  await page.getByRole('button', { name: button, exact: true }).click();
  await page.getByRole('dialog').waitFor();
};

const closeDialog = async (): Promise<void> => {
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
};

describe('light and dark, at a desk and on a phone, nobody is shut out of', () => {
  it.each(['/', '/sign-up', '/confirm', '/forgot-password', '/reset-password'])(
    'the page %s of somebody who is not signed in',
    async (path) => {
      const guest = await WebPerson.open(browser(), 'Otto Hahn');
      await guest.page.goto(path);
      await guest.page.getByRole('heading').waitFor();
      await look(guest.page);
      await guest.context.close();
    },
    60_000,
  );

  it('the inbox, a conversation, and what a message can be done with', async () => {
    await look();
    await marie.openConversation('Lab');
    await page.getByText('This message was deleted.').waitFor();
    await page.getByRole('button', { name: 'Open a.png' }).locator('img[src]').waitFor();
    await look();
    await marie.act('An answer, thorium', 'More actions');
    await page.getByRole('menu').waitFor();
    await look();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('alertdialog').waitFor();
    await look();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Emoji', exact: true }).click();
    await page.getByRole('gridcell').first().waitFor();
    await look();
    await page.keyboard.press('Escape');
  }, 120_000);

  it('the dialogs: members, a new conversation, search', async () => {
    await openDialog('Members and settings');
    await page.getByRole('list', { name: 'Members' }).getByText('Lise Meitner').waitFor();
    await look();
    await closeDialog();
    await openDialog('New conversation');
    await page.getByRole('option', { name: 'Lise Meitner' }).waitFor();
    await look();
    await closeDialog();
    await openDialog('Search');
    await page.getByRole('searchbox', { name: 'Words' }).fill('nothingofthekind');
    await page.getByText('Nothing has all of these words.').waitFor();
    await look();
    await closeDialog();
  }, 120_000);

  it('the settings, and what admins look after', async () => {
    await openDialog('Settings');
    for (const tab of await page.getByRole('tab').all()) {
      await tab.click();
      await page.getByRole('tabpanel').waitFor();
      await look();
    }
    await closeDialog();
    await page.getByRole('link', { name: 'Administration' }).click();
    for (const [link, seen] of [
      ['People', 'Lise Meitner'],
      ['Invitations', 'Nobody is invited.'],
      ['Audit', 'Marie Curie'],
    ] as const) {
      await page.getByRole('navigation', { name: 'Administration' }).getByRole('link', { name: link }).click();
      await page.locator('.admin-body').getByText(seen).first().waitFor();
      await look();
    }
  }, 180_000);
});
