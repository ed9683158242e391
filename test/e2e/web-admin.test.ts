import { beforeAll, describe, expect, it } from '@jest/globals';
import { barriers } from './support/barriers.ts';
import { eventually } from './support/eventually.ts';
import { ownBrowser } from './support/own-browser.ts';
import { aTenant, Person } from './support/person.ts';
import { WebPerson } from './support/web-person.ts';

const tenant = aTenant();
const browser = ownBrowser();
let marie: WebPerson;
let lise: WebPerson;
let accountOfLise: Person;

beforeAll(async () => {
  // Who comes first is the admin.
  const founder = await Person.register('Marie Curie', tenant);
  accountOfLise = await Person.register('Lise Meitner', tenant);
  [marie, lise] = await Promise.all([
    WebPerson.signedIn(browser(), founder),
    WebPerson.signedIn(browser(), accountOfLise),
  ]);
}, 60_000);

describe('who is no admin', () => {
  it('finds no way to what admins look after, and is shown nothing there', async () => {
    expect(await lise.page.getByRole('link', { name: 'Administration' }).count()).toBe(0);
    await lise.page.goto('/admin/people');
    await lise.page.getByText('Only admins of your team can look at this.').waitFor();
    expect(await lise.page.getByText('Marie Curie').count()).toBe(0);
  }, 60_000);
});

describe('an admin', () => {
  it('shuts a person out, whose page shows it at once, and lets them in again', async () => {
    const { page } = marie;
    await page.getByRole('link', { name: 'Administration' }).click();
    await page.getByLabel('Find people').fill('Lise');
    const people = page.getByRole('list', { name: 'People of the team' });
    const row = people.getByRole('listitem');
    await people.getByText('Lise Meitner').first().waitFor();
    await eventually(async () => ((await row.count()) === 1 ? true : undefined));
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Shut out Lise Meitner' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Shut out' }).click();
    await row.getByText('Shut out', { exact: true }).waitFor();
    await lise.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.getByRole('button', { name: 'Let in again Lise Meitner' }).click();
    await page.getByRole('button', { name: 'Shut out Lise Meitner' }).waitFor();
    await page.getByRole('button', { name: 'Make admin Lise Meitner' }).click();
    await page.getByRole('button', { name: 'Take role Lise Meitner' }).waitFor();
    await lise.signIn();
    await lise.page.getByRole('link', { name: 'Administration' }).waitFor();
  }, 60_000);

  it('invites somebody by a link that makes an account once, and takes another one back', async () => {
    const { page } = marie;
    await page.getByRole('link', { name: 'Invitations' }).click();
    await page.getByText('Nobody is invited.').waitFor();
    await page.getByRole('button', { name: 'Invite' }).click();
    const link = (await page.locator('.invitation-link').textContent()) ?? '';
    expect(await barriers(page)).toEqual([]);
    const otto = await WebPerson.open(browser(), 'Otto Hahn');
    await otto.page.goto(link);
    await otto.fillAccount();
    await otto.page.getByRole('button', { name: 'Create account' }).click();
    await otto.page.getByRole('heading', { name: 'Otto Hahn' }).waitFor();
    await otto.page.getByText(tenant, { exact: true }).waitFor();
    await page.getByLabel('Email (optional)').fill('fritz@example.com');
    await page.getByRole('button', { name: 'Invite' }).click();
    await page.getByText('It is on its way to fritz@example.com.').waitFor();
    const invitations = page.getByRole('list', { name: 'Invitations so far' });
    await invitations.getByText('Used', { exact: true }).waitFor();
    const row = invitations.getByRole('listitem').filter({ hasText: 'fritz@example.com' });
    await row.getByRole('button', { name: 'Take back' }).click();
    await row.getByText('Taken back').waitFor();
    await otto.context.close();
  }, 60_000);

  it('finds in the audit what was done, by whom, and looks through it page by page', async () => {
    const { page } = marie;
    await page.getByRole('link', { name: 'Audit' }).click();
    const rows = page.getByRole('table').locator('tbody tr');
    await rows.filter({ hasText: 'Shut a person out' }).filter({ hasText: 'Marie Curie' }).waitFor();
    await rows.filter({ hasText: 'Shut a person out' }).filter({ hasText: 'Lise Meitner' }).waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.getByLabel('What').selectOption({ label: 'Registered' });
    await eventually(async () => {
      const texts = await rows.allTextContents();
      return (texts.length === 3 && texts.every((text) => text.includes('Registered'))) || undefined;
    });
    await page.getByRole('button', { name: 'Otto Hahn' }).click();
    await eventually(async () => ((await rows.count()) === 1 ? true : undefined));
    await page.getByRole('button', { name: /Only Otto Hahn/ }).click();
    await eventually(async () => ((await rows.count()) === 3 ? true : undefined));
    await page.getByLabel('To', { exact: true }).fill('2020-01-01');
    await page.getByText('Nothing of the kind happened.').waitFor();
    await page.getByLabel('To', { exact: true }).fill('');
    await page.getByLabel('What').selectOption('');
    // Signing in over and over fills more than a page.
    for (let left = 50; left > 0; left -= 1) await accountOfLise.onAnotherDevice();
    await page.reload();
    const more = page.getByRole('button', { name: 'Show more' });
    await more.waitFor();
    const before = await rows.count();
    await more.click();
    await rows.filter({ hasText: 'Registered' }).first().waitFor();
    expect(await rows.count()).toBeGreaterThan(before);
  }, 90_000);

  it('takes the second factor away of somebody who has lost it', async () => {
    const { page } = marie;
    const rosalind = await Person.register('Rosalind Franklin', tenant);
    await rosalind.switchOnMfa();
    await page.goto('/admin/people');
    await page.getByLabel('Find people').fill('Rosalind');
    await page.getByRole('button', { name: 'Remove second factor Rosalind Franklin' }).click();
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('button', { name: /^Remove second factor/ }).waitFor({ state: 'detached' });
    expect((await rosalind.onAnotherDevice()).token).toBeDefined();
    await page.getByRole('link', { name: 'Audit' }).click();
    await page.getByRole('table').getByText('Removed a second factor').waitFor();
  }, 60_000);

  it('is shown nothing that the page complains of', () => {
    expect(marie.complaints).toEqual([]);
  });
});
