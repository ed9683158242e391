import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { TOTP } from 'otpauth';
import type { Download } from 'playwright-core';
import { barriers } from './support/barriers.ts';
import { eventually } from './support/eventually.ts';
import { ownBrowser } from './support/own-browser.ts';
import { aTenant } from './support/person.ts';
import { WebPerson } from './support/web-person.ts';

const tenant = aTenant();
const browser = ownBrowser();
let marie: WebPerson;
let lise: WebPerson;

beforeAll(async () => {
  [marie, lise] = await Promise.all([
    WebPerson.open(browser(), 'Marie Curie'),
    WebPerson.open(browser(), 'Lise Meitner', { viewport: { width: 390, height: 844 } }),
  ]);
}, 60_000);

/** A picture that is one. */
const aPicture = async (): Promise<Buffer> =>
  Buffer.from(await marie.page.screenshot({ clip: { x: 0, y: 0, width: 64, height: 48 } }));

const read = async (download: Download): Promise<string> => readFileSync(await download.path(), 'utf8');

const totpNow = (secret: string): string => new TOTP({ secret }).generate();

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
    await marie.page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await lise.sees('This message was deleted.');
  }, 60_000);

  it('mention, answer and react', async () => {
    const field = marie.page.getByRole('textbox', { name: 'Message' });
    await field.pressSequentially('@li');
    await marie.page.getByRole('option', { name: 'Lise Meitner' }).waitFor();
    await field.press('Enter');
    await field.pressSequentially('look at thorium');
    await field.press('Enter');
    await lise.sees('@Lise Meitner look at thorium');
    expect(await lise.page.locator('.mention').textContent()).toBe('@Lise Meitner');
    await lise.act('look at thorium', 'Reply');
    await lise.send('I do');
    await marie
      .message('I do')
      .getByRole('button', { name: /look at thorium/ })
      .waitFor();
    await lise.act('look at thorium', 'React');
    await lise.page.getByRole('searchbox', { name: 'Search emoji' }).fill('thumbs up');
    await lise.page
      .getByRole('gridcell', { name: /^thumbs up/i })
      .first()
      .click();
    await marie.page.getByRole('button', { name: /👍.*Lise Meitner/ }).waitFor();
  }, 60_000);

  it('send each other files', async () => {
    const files = [
      { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('Notes of today') },
      { name: 'dot.png', mimeType: 'image/png', buffer: await aPicture() },
    ];
    await marie.page.locator('input[type=file]').setInputFiles(files);
    for (const { name } of files) await marie.page.getByRole('button', { name: `Remove ${name}` }).waitFor();
    await marie.send('Two files');
    await lise.page.getByRole('button', { name: 'Open dot.png' }).locator('img[src]').waitFor();
    await lise.page.getByRole('button', { name: 'Download notes.txt' }).waitFor();
    const download = lise.page.waitForEvent('download');
    await lise.page.getByRole('button', { name: 'Download notes.txt' }).click();
    expect(await read(await download)).toBe('Notes of today');
    expect(await barriers(lise.page)).toEqual([]);
  }, 90_000);

  it('find what was said, and get there', async () => {
    await marie.page.getByRole('button', { name: 'Search', exact: true }).click();
    const words = marie.page.getByRole('searchbox', { name: 'Words' });
    const found = marie.page.getByRole('list', { name: 'Found messages' });
    // What was just said is found within seconds.
    await eventually(async () => {
      await words.fill('');
      await words.fill('thorium');
      await found.or(marie.page.getByText('Nothing has all of these words.')).waitFor();
      return (await found.isVisible()) || undefined;
    });
    expect(await found.locator('mark').first().textContent()).toBe('thorium');
    expect(await barriers(marie.page)).toEqual([]);
    await found.getByRole('link').first().click();
    await marie.page.locator('[data-found]').filter({ hasText: 'thorium' }).waitFor();
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
    // What is rendered depends on the window; the newest are on both. One's own may be there before what was missed.
    const newest = async (person: WebPerson) => {
      const list = (await person.messages()).slice(-5);
      return list.map(({ number }) => number).join() === '6,7,8,9,10' ? list : undefined;
    };
    const [ofMarie, ofLise] = [await eventually(() => newest(marie)), await eventually(() => newest(lise))];
    expect(ofLise).toEqual(ofMarie);
    const texts = ofMarie.map(({ text }) => text);
    for (const own of ['Lise', 'Marie'])
      expect(texts.indexOf(`one of ${own}`)).toBeLessThan(texts.indexOf(`two of ${own}`));
  }, 90_000);

  it('take a second factor, which signing in asks for from then on', async () => {
    const { page } = marie;
    await page.getByRole('button', { name: 'Settings', exact: true }).click();
    await page.getByRole('tab', { name: 'Second factor' }).click();
    await page.getByRole('button', { name: 'Set up a second factor' }).click();
    await page.getByRole('img', { name: 'The key, as a QR code' }).waitFor();
    expect(await barriers(page)).toEqual([]);
    const secret = (await page.locator('code.secret').textContent()) ?? '';
    const first = totpNow(secret);
    await page.getByLabel('Code', { exact: true }).fill(first);
    await page.getByRole('button', { name: 'Switch on' }).click();
    await page.getByRole('heading', { name: 'Recovery codes' }).waitFor();
    const recoveryCode = (await page.locator('.recovery-codes code').first().textContent()) ?? '';
    await page.getByRole('tab', { name: 'Devices' }).click();
    await page.getByText('This one').waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Sign Marie Curie out' }).click();
    await marie.signIn();
    await page.getByRole('button', { name: 'Use a recovery code' }).click();
    await page.getByLabel('Recovery code').fill(recoveryCode);
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByRole('heading', { name: 'Marie Curie' }).waitFor();
  }, 90_000);

  it('are shown nothing that a page complains of', () => {
    const ofNetwork = /ERR_INTERNET_DISCONNECTED|401|WebSocket/;
    expect([...marie.complaints, ...lise.complaints].filter((text) => !ofNetwork.test(text))).toEqual([]);
  });
});
