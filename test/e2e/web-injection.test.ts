import { beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from './support/eventually.ts';
import { announce, aText, sendForm } from './support/files.ts';
import { ownBrowser } from './support/own-browser.ts';
import { aTenant, Person } from './support/person.ts';
import { WebPerson } from './support/web-person.ts';

const run = 'globalThis.wasRun=1';
const name = `<img src=x onerror=${run}>`;
const title = `<script>${run}</script><b>Lab</b>`;
const fileName = `"><svg onload=${run}>.txt`;
const contents = [
  `<img src=x onerror="${run}"> thorium`,
  `<script>${run}</script>`,
  `[press](javascript:${run})`,
  `<javascript:${run}>`,
  `![seen](https://elsewhere.example.com/x.png "x" onerror=${run})`,
  `[press](data:text/html,<script>${run}</script>)`,
  `<a href="https://example.com" onclick="${run}">press</a>`,
  `\`<iframe srcdoc="<script>${run}</script>">\``,
  `| <style>*{display:none}</style> |\n|---|\n| <form action=//elsewhere.example.com> |`,
];

const browser = ownBrowser();
let marie: WebPerson;

beforeAll(async () => {
  const tenant = aTenant();
  const account = await Person.register('Marie Curie', tenant);
  const mallory = await Person.register('Mallory', tenant);
  expect((await mallory.call('PATCH', '/users/me', { displayName: name })).status).toBe(200);
  const begun = { type: 'group', title, memberIds: [account.id] };
  const { body } = await mallory.call<{ id: string }>('POST', '/conversations', begun);
  const say = async (message: object) =>
    expect((await mallory.call('POST', `/conversations/${body.id}/messages`, message)).status).toBe(201);
  for (const content of contents) await say({ content });
  const file = aText('harmless', { fileName });
  const form = await announce(mallory, file);
  await sendForm(form, file.bytes);
  await say({ content: 'A file', attachmentIds: [form.mediaId] });
  marie = await WebPerson.signedIn(browser(), account);
}, 60_000);

/** What of it became part of the page, or ran. */
const harm = (): Promise<unknown[]> =>
  marie.page.evaluate(() => {
    const page = globalThis as unknown as {
      readonly wasRun?: number;
      readonly document: { querySelectorAll(selector: string): Iterable<{ readonly outerHTML: string }> };
    };
    const selectors = [
      'img[src="x"], img[src*="elsewhere"], [onerror], [onload], [onclick], iframe, object, embed, form[action*="elsewhere"]',
      'body script, body style, a[href^="javascript" i], a[href^="data" i]',
    ];
    const elements = [...page.document.querySelectorAll(selectors.join())].map(({ outerHTML }) => outerHTML);
    return page.wasRun === undefined ? elements : ['it ran', ...elements];
  });

describe('what somebody wrote to harm others', () => {
  it('is text in the inbox, in a conversation, and where files are', async () => {
    const { page } = marie;
    const row = page.getByRole('list', { name: 'Conversations' }).getByRole('link');
    await row.getByText(title).waitFor();
    await row.click();
    await page.getByRole('heading', { name: title, exact: true }).waitFor();
    await page.getByText(fileName).waitFor();
    await page.getByText(name).first().waitFor();
    for (const text of [`<img src=x onerror="${run}"> thorium`, 'press', '<form action=//elsewhere.example.com>']) {
      await page.locator('.message-text').getByText(text).first().waitFor();
    }
    expect(await harm()).toEqual([]);
    for (const link of await page.locator('.message-text').getByText('press').all()) await link.click();
    expect(await harm()).toEqual([]);
  }, 60_000);

  it('is text in dialogs: members, people, what was found', async () => {
    const { page } = marie;
    await page.getByRole('button', { name: 'Members and settings' }).click();
    await page.getByRole('dialog').getByText(name).waitFor();
    expect(await harm()).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'New conversation', exact: true }).click();
    await page.getByRole('option', { name }).waitFor();
    expect(await harm()).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    const found = page.getByRole('list', { name: 'Found messages' });
    await eventually(async () => {
      await page.getByRole('searchbox', { name: 'Words' }).fill('');
      await page.getByRole('searchbox', { name: 'Words' }).fill('thorium');
      await found.or(page.getByText('Nothing has all of these words.')).waitFor();
      return (await found.isVisible()) || undefined;
    });
    await found.getByText('<img src=x').first().waitFor();
    expect(await found.locator('mark').first().textContent()).toBe('thorium');
    expect(await harm()).toEqual([]);
  }, 60_000);

  it('leaves the policy of the page nothing to refuse', () => {
    expect(marie.complaints).toEqual([]);
  });
});
