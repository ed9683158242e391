import { beforeAll, describe, expect, it } from '@jest/globals';
import { TOTP } from 'otpauth';
import type { Locator, Page } from 'playwright-core';
import { barriers } from './support/barriers.ts';
import { eventually } from './support/eventually.ts';
import { ownBrowser } from './support/own-browser.ts';
import { aTenant, Person } from './support/person.ts';
import { WebPerson } from './support/web-person.ts';

const tenant = aTenant();
const browser = ownBrowser();
let account: Person;

beforeAll(async () => {
  account = await Person.register('Boris Böhm', tenant);
}, 60_000);

const hasFocus = (field: Locator): Promise<true> =>
  eventually(
    async () =>
      (await field.evaluate((one) => (one as unknown as { matches(selector: string): boolean }).matches(':focus'))) ||
      undefined,
  );

/** What a field is described by, where it is marked as wrong. */
const faultOf = async (field: Locator): Promise<string> => {
  await hasFocus(field);
  expect(await field.getAttribute('aria-invalid')).toBe('true');
  const ids = (await field.getAttribute('aria-describedby'))?.split(' ') ?? [];
  const texts = await Promise.all(ids.map((id) => field.page().locator(`[id="${id}"]`).textContent()));
  return texts.join(' ');
};

const openSettings = async (page: Page, tab: string): Promise<void> => {
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await page.getByRole('tab', { name: tab }).click();
};

const guest = () => WebPerson.open(browser(), 'Otto Hahn');

describe('a form', () => {
  it.each([
    ['/', 'Email'],
    ['/sign-up', 'Name'],
    ['/confirm', 'Email'],
    ['/forgot-password', 'Email'],
    ['/reset-password?email=otto@example.com', 'Code'],
  ])(
    'has the focus in its first field to fill in at %s',
    async (path, label) => {
      const { page, context } = await guest();
      await page.goto(path);
      await hasFocus(page.getByLabel(label, { exact: true }));
      await context.close();
    },
    30_000,
  );

  it('says at a field what is wrong with it, in words of the form, and goes there', async () => {
    const otto = await guest();
    const { page, context } = otto;
    const send = () => page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('link', { name: 'Create an account' }).click();
    await send();
    expect(await faultOf(page.getByLabel('Name', { exact: true }))).toContain('Enter your name.');
    await otto.fillAccount();
    await page.getByLabel('Email').fill(account.email);
    const team = page.getByLabel('Team (optional)');
    await team.fill('Lab 3');
    await send();
    expect(await faultOf(team)).toContain('The short name of a team has');
    expect(await barriers(page)).toEqual([]);
    await team.fill(tenant);
    await send();
    expect(await faultOf(page.getByLabel('Email'))).toContain('That address has an account already.');
    expect(await team.getAttribute('aria-invalid')).toBeNull();
    await context.close();
  }, 60_000);
});

describe('somebody in the settings', () => {
  it('is called by their new name everywhere at once, and finds the passwords they typed gone', async () => {
    const { page, context } = await WebPerson.signedIn(browser(), await account.onAnotherDevice());
    await openSettings(page, 'Profile');
    await page.getByLabel('Name', { exact: true }).fill('Boris Bohr');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    await page.getByRole('button', { name: 'Sign Boris Bohr out' }).waitFor();
    await page.getByRole('tab', { name: 'Password' }).click();
    const [current, next] = [page.getByLabel('Current password'), page.getByLabel('New password')];
    await current.fill(Person.password);
    await next.fill('short');
    await page.getByRole('button', { name: 'Change password' }).click();
    expect(await faultOf(next)).toContain('Choose a password of at least 8 characters.');
    await next.fill('a new ring of integers');
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('Changed. All other devices are signed out.').waitFor();
    expect([await current.inputValue(), await next.inputValue()]).toEqual(['', '']);
    await context.close();
  }, 60_000);

  it('copies the recovery codes, and tells the fields for codes apart', async () => {
    const own = await Person.register('Lise Meitner', tenant);
    const { page, context } = await WebPerson.signedIn(browser(), own);
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await openSettings(page, 'Second factor');
    await page.getByRole('button', { name: 'Set up a second factor' }).click();
    const secret = (await page.locator('code.secret').textContent()) ?? '';
    await page.getByLabel('Code', { exact: true }).fill(new TOTP({ secret }).generate());
    await page.getByRole('button', { name: 'Switch on' }).click();
    await page.getByRole('heading', { name: 'Recovery codes' }).waitFor();
    const codes = await page.locator('.recovery-codes code').all();
    await page.getByRole('button', { name: 'Copy the codes' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const shown = await Promise.all(codes.map((code) => code.textContent()));
    expect(shown.length).toBeGreaterThan(1);
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(shown.join('\n'));
    const lines = (one: unknown) => (one as { getClientRects(): { readonly length: number } }).getClientRects().length;
    for (const code of codes) expect(await code.evaluate(lines)).toBe(1);
    await page.getByLabel('Code for new recovery codes').waitFor();
    const off = page.getByLabel('Code to switch it off');
    await off.fill('12 34');
    await page.getByRole('button', { name: 'Switch off' }).click();
    expect(await faultOf(off)).toContain('The code of an authenticator has six digits.');

    await page.getByRole('button', { name: 'Sign Lise Meitner out' }).click();
    await page.getByLabel('Email').fill(own.email);
    await page.getByLabel('Password').fill(Person.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Second step' }).waitFor();
    await hasFocus(page.getByLabel('Code', { exact: true }));
    await context.close();
  }, 90_000);
});

describe('the conversations', () => {
  it('are begun from a button next to the word that there is none', async () => {
    const { page, context } = await WebPerson.signedIn(browser(), await Person.register('Ida Noddack', tenant));
    const text = await page.getByText('Nobody has written yet.').boundingBox();
    const button = await page.getByRole('button', { name: 'Begin a conversation' }).boundingBox();
    expect((button?.y ?? 0) - ((text?.y ?? 0) + (text?.height ?? 0))).toBeLessThan(40);
    await context.close();
  }, 60_000);

  it('show which is open in forced colours, can be closed whatever their title, and are left on signing out', async () => {
    const own = await Person.register('Hertha Sponer', tenant);
    for (const title of ['x'.repeat(256), 'Short']) {
      const body = { type: 'group', title, memberIds: [account.id] };
      expect((await own.call('POST', '/conversations', body)).status).toBe(201);
    }
    const { page, context } = await WebPerson.signedIn(browser(), own);
    const list = page.getByRole('list', { name: 'Conversations' });
    await list.getByRole('link', { name: 'xxx' }).click();
    await page.getByRole('textbox', { name: 'Message' }).waitFor();
    await page.emulateMedia({ forcedColors: 'active' });
    const edgeOf = (title: string) =>
      list.getByRole('link', { name: title }).evaluate((row) => {
        const { getComputedStyle } = globalThis as unknown as {
          getComputedStyle(element: unknown): { readonly borderTopColor: string; readonly borderTopWidth: string };
        };
        const { borderTopColor, borderTopWidth } = getComputedStyle(row);
        return `${borderTopWidth} ${borderTopColor}`;
      });
    expect(await edgeOf('xxx')).not.toBe(await edgeOf('Short'));
    await page.emulateMedia({ forcedColors: 'none' });

    await page.getByRole('button', { name: 'Members and settings' }).click();
    const dialog = page.getByRole('dialog');
    const [frame, close] = [
      await dialog.boundingBox(),
      await dialog.getByRole('button', { name: 'Close' }).boundingBox(),
    ];
    expect((close?.x ?? 0) + (close?.width ?? 0)).toBeLessThan((frame?.x ?? 0) + (frame?.width ?? 0));
    await dialog.getByRole('button', { name: 'Close' }).click();

    expect(new URL(page.url()).pathname).toMatch(/^\/c\//);
    await page.getByRole('button', { name: 'Settings', exact: true }).click();
    await page.getByRole('button', { name: 'Sign Hertha Sponer out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await eventually(async () => new URL(page.url()).pathname === '/' || undefined);
    await context.close();
  }, 60_000);
});
