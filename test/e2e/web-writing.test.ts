import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Message } from '../../client/src/wire.ts';
import { eventually } from './support/eventually.ts';
import { ownBrowser } from './support/own-browser.ts';
import { aTenant, Person } from './support/person.ts';
import { WebPerson } from './support/web-person.ts';

const browser = ownBrowser();
let account: Person;
let other: Person;
let marie: WebPerson;
let groupId: string;

beforeAll(async () => {
  const tenant = aTenant();
  account = await Person.register('Marie Curie', tenant);
  other = await Person.register('Lise Meitner', tenant);
  await account.startConversation([other], 'direct');
  const group = await account.call<{ id: string }>('POST', '/conversations', {
    ...{ type: 'group', title: 'Lab', memberIds: [other.id] },
  });
  groupId = group.body.id;
  marie = await WebPerson.signedIn(browser(), account);
}, 60_000);

const field = () => marie.page.getByRole('textbox', { name: 'Message' });
const value = () => field().inputValue();
const open = (title: string) => marie.openConversation(title);
const sendButton = () => marie.page.getByRole('button', { name: 'Send', exact: true });
const said = (text: string) => marie.page.locator('[data-sequence-number]').filter({ hasText: text });

describe('what somebody has begun to write', () => {
  it('is there again after another conversation, an edit that was let go, and a reload', async () => {
    await open('Lab');
    await marie.send('first');
    await said('first').waitFor();
    await field().fill('half a thou');
    await open('Lise Meitner');
    expect(await value()).toBe('');
    await field().fill('for Lise');
    await open('Lab');
    expect(await value()).toBe('half a thou');

    await marie.act('first', 'More actions');
    await marie.page.getByRole('menuitem', { name: 'Edit' }).click();
    expect(await value()).toBe('first');
    await field().press('Escape');
    expect(await value()).toBe('half a thou');

    await marie.page.reload();
    await field().waitFor();
    expect(await value()).toBe('half a thou');
    await field().press('End');
    await field().pressSequentially('ght');
    await field().press('Enter');
    expect(await value()).toBe('');
    await said('half a thought').waitFor();
    await open('Lise Meitner');
    expect(await value()).toBe('for Lise');
    await field().fill('');
  }, 60_000);

  it('stays while it is too long, and says by how much', async () => {
    await open('Lab');
    await field().fill('ä'.repeat(4_098));
    await marie.page.getByRole('alert').filter({ hasText: 'shorten it by about 2 characters' }).waitFor();
    expect(await sendButton().isDisabled()).toBe(true);
    await field().press('Enter');
    expect((await value()).length).toBe(4_098);
    await field().fill('ä'.repeat(4_096));
    await field().press('Enter');
    await said('äää').waitFor();
  }, 60_000);

  it('stays where an edit does not succeed, and goes over what another device wrote when it is sent again', async () => {
    await open('Lab');
    await marie.send('to be edited');
    await said('to be edited').waitFor();
    await field().press('ArrowUp');
    await field().fill('from here');
    await marie.context.setOffline(true);
    await field().press('Enter');
    await marie.page.getByRole('alert').filter({ hasText: 'does not answer' }).waitFor();
    expect(await value()).toBe('from here');
    await marie.context.setOffline(false);

    const { body } = await account.call<{ items: Message[] }>('GET', `/conversations/${groupId}/messages?limit=1`);
    const [{ id } = { id: '' }] = body.items;
    expect((await account.call('PUT', `/messages/${id}`, { content: 'from elsewhere' })).status).toBe(200);
    await field().press('Enter');
    await marie.page.getByRole('alert').filter({ hasText: 'changed meanwhile' }).waitFor();
    await marie.page.getByText('Editing: from elsewhere').waitFor();
    expect(await value()).toBe('from here');
    await field().press('Enter');
    await said('from here').waitFor();
    // Others may hear of it before the answer is here.
    await eventually(async () => (await value()) === '' || undefined);
  }, 90_000);
});

describe('what arrives', () => {
  it('is read out message by message, the same text twice too', async () => {
    await open('Lab');
    for (const content of ['ok', 'ok', 'done']) {
      await other.call('POST', `/conversations/${groupId}/messages`, { content });
    }
    const log = marie.page.getByRole('log', { name: 'New messages' }).locator('p');
    await log.filter({ hasText: 'Lise Meitner: done' }).waitFor();
    expect(await log.allTextContents()).toEqual(['Lise Meitner: ok', 'Lise Meitner: ok', 'Lise Meitner: done']);
  }, 60_000);

  it('in a conversation that is muted looks so, and is said to be', async () => {
    await open('Lise Meitner');
    await account.call('PUT', `/conversations/${groupId}/mute`, {});
    await marie.page.reload();
    const row = marie.page.getByRole('link', { name: 'Lab' });
    await row.getByText('muted').waitFor();
    await other.call('POST', `/conversations/${groupId}/messages`, { content: 'quietly' });
    await row.locator('.badge.muted').waitFor();
  }, 60_000);
});

describe('on a screen that is touched', () => {
  it('the buttons of a message are out of the way until it is tapped, and Enter begins a line', async () => {
    const page = await WebPerson.signedIn(browser(), other, {
      ...{ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
    });
    await page.openConversation('Lab');
    const row = page.message('done').first();
    const actions = row.getByRole('group', { name: 'Message actions' });
    const opacity = () =>
      actions.evaluate((element) => {
        const page = globalThis as unknown as { getComputedStyle(one: unknown): { readonly opacity: string } };
        return page.getComputedStyle(element).opacity;
      });
    expect(await opacity()).toBe('0');
    await row.locator('.message-text').tap();
    expect(await opacity()).toBe('1');
    await actions.getByRole('button', { name: 'Reply' }).tap();
    await page.page.getByText('Replying to').waitFor();
    // Its keyboard has one Enter, which begins a line.
    const own = page.page.getByRole('textbox', { name: 'Message' });
    await own.fill('two');
    await own.press('Enter');
    await own.pressSequentially('lines');
    expect(await own.inputValue()).toBe('two\nlines');
    await page.page.getByRole('button', { name: 'Send', exact: true }).tap();
    await page.page.locator('[data-sequence-number]').filter({ hasText: 'two lines' }).waitFor();
    await page.context.close();
  }, 60_000);
});

describe('drafts', () => {
  it('are gone when somebody signs out', async () => {
    await open('Lab');
    await field().fill('for nobody else');
    await marie.page.getByRole('button', { name: 'Settings', exact: true }).click();
    await marie.page.getByRole('button', { name: /^Sign .* out$/ }).click();
    await marie.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    const kept = await marie.page.evaluate(() =>
      JSON.stringify((globalThis as unknown as { sessionStorage: object }).sessionStorage),
    );
    expect(kept).not.toContain('for nobody else');
  }, 60_000);
});
