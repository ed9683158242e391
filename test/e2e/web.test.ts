import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from './support/browser.ts';
import { eventually } from './support/eventually.ts';
import { aTenant } from './support/person.ts';
import { WebPerson } from './support/web-person.ts';

const tenant = aTenant();
let browser: Browser;
let marie: WebPerson;
let lise: WebPerson;

beforeAll(async () => {
  browser = await launchBrowser();
  [marie, lise] = await Promise.all([
    WebPerson.open(browser, 'Marie Curie'),
    WebPerson.open(browser, 'Lise Meitner', { viewport: { width: 390, height: 844 } }),
  ]);
}, 60_000);
afterAll(() => browser?.close());

/** What axe finds that shuts somebody out. */
const barriers = async (page: Page): Promise<string[]> => {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run());
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
};

describe('two people with a browser each', () => {
  it('sign up, after a wrong password was told of', async () => {
    await marie.signIn('not-hers');
    const alert = marie.page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toContain('do not match');
    expect(await barriers(marie.page)).toEqual([]);
    await Promise.all([marie.signUp(tenant), lise.signUp(tenant)]);
  }, 90_000);

  it('chat both ways', async () => {
    await marie.beginConversationWith('Lise');
    await marie.send('Is it **barium**? <img src=x onerror=alert(1)>');
    await lise.openConversation('Marie Curie');
    await lise.sees('Is it barium? <img');
    await lise.send('It is.');
    await marie.sees('It is.');
    expect(await barriers(marie.page)).toEqual([]);
    expect(await barriers(lise.page)).toEqual([]);
  }, 90_000);

  it('see each other type', async () => {
    await lise.page.getByRole('textbox', { name: 'Message' }).pressSequentially('And');
    await marie.page.getByText('Lise Meitner is typing…').waitFor();
  }, 60_000);

  it('see what is edited, and what is deleted', async () => {
    await marie.send('Uranuim');
    await lise.sees('Uranuim');
    await marie.act('Uranuim', 'More actions');
    await marie.page.getByRole('menuitem', { name: 'Edit' }).click();
    await marie.send('Uranium');
    await lise.sees('Uranium');
    await marie.act('Uranium', 'More actions');
    await marie.page.getByRole('menuitem', { name: 'Delete' }).click();
    await marie.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await lise.sees('This message was deleted.');
  }, 60_000);

  it('write while one is offline, and see the same after, in order, nothing twice', async () => {
    await lise.context.setOffline(true);
    await lise.page.getByText('You are offline.').waitFor();
    for (const text of ['one of Lise', 'two of Lise']) await lise.send(text);
    for (const text of ['one of Marie', 'two of Marie']) await marie.send(text);
    await marie.sees('two of Marie');
    await lise.sees('two of Lise');
    await lise.context.setOffline(false);
    await Promise.all([marie.sees('two of Lise'), lise.sees('two of Marie')]);
    const [ofMarie, ofLise] = await eventually(async () => {
      const both = [await marie.messages(), await lise.messages()] as const;
      return both.every((list) => list.length === 7) ? both : undefined;
    });
    expect(ofLise).toEqual(ofMarie);
    expect(ofMarie.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    const texts = ofMarie.map(({ text }) => text);
    for (const own of ['Lise', 'Marie'])
      expect(texts.indexOf(`one of ${own}`)).toBeLessThan(texts.indexOf(`two of ${own}`));
  }, 90_000);

  it('are shown nothing that a page complains of', () => {
    const ofNetwork = /ERR_INTERNET_DISCONNECTED|401|WebSocket/;
    expect([...marie.complaints, ...lise.complaints].filter((text) => !ofNetwork.test(text))).toEqual([]);
  });
});
