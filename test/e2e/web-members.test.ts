import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Locator } from 'playwright-core';
import { barriers } from './support/barriers.ts';
import { ownBrowser } from './support/own-browser.ts';
import { aTenant, Person } from './support/person.ts';
import { WebPerson } from './support/web-person.ts';

const tenant = aTenant();
const browser = ownBrowser();
let marie: WebPerson;
let lise: WebPerson;

beforeAll(async () => {
  const open = async (name: string) => WebPerson.signedIn(browser(), await Person.register(name, tenant));
  [marie, lise] = await Promise.all([open('Marie Curie'), open('Lise Meitner')]);
  await Person.register('Otto Hahn', tenant);
}, 60_000);

const begin = async ({ page }: WebPerson, kind: string, title: string, names: readonly string[]): Promise<void> => {
  await page.getByRole('button', { name: 'New conversation', exact: true }).click();
  await page.getByRole('radio', { name: kind }).check({ force: true });
  await page.getByLabel('Title').fill(title);
  for (const name of names) await page.getByRole('option', { name }).click();
  await page.getByRole('button', { name: 'Begin', exact: true }).click();
  await page.getByRole('heading', { name: title, exact: true }).waitFor();
};

const inInbox = ({ page }: WebPerson, title: string): Locator =>
  page.getByRole('list', { name: 'Conversations' }).getByRole('link', { name: title });

const openMembers = async ({ page }: WebPerson): Promise<Locator> => {
  await page.getByRole('button', { name: 'Members and settings' }).click();
  return page.getByRole('dialog');
};

const memberNamed = (dialog: Locator, name: string): Locator =>
  dialog.getByRole('list', { name: 'Members' }).getByRole('listitem').filter({ hasText: name });

const answer = ({ page }: WebPerson, name: string) =>
  page.getByRole('alertdialog').getByRole('button', { name, exact: true }).click();

const close = (dialog: Locator) => dialog.getByRole('button', { name: 'Close' }).click();

describe('a group', () => {
  it('begins with who was chosen, and has its new title everywhere', async () => {
    await begin(marie, 'With a group', 'Radium', ['Lise Meitner']);
    await inInbox(lise, 'Radium').click();
    await lise.page.getByRole('heading', { name: 'Radium', exact: true }).waitFor();
    const dialog = await openMembers(marie);
    await dialog.getByLabel('Title').fill('Polonium');
    await dialog.getByRole('button', { name: 'Rename' }).click();
    await lise.page.getByRole('heading', { name: 'Polonium', exact: true }).waitFor();
    await inInbox(lise, 'Polonium').waitFor();
    await inInbox(marie, 'Polonium').waitFor({ state: 'attached' });
    expect(await barriers(marie.page)).toEqual([]);
    await close(dialog);
  }, 60_000);

  it('takes people in and out again', async () => {
    const dialog = await openMembers(marie);
    await dialog.getByLabel('People', { exact: true }).fill('Otto');
    await dialog.getByRole('option', { name: 'Otto Hahn' }).click();
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await memberNamed(dialog, 'Otto Hahn').waitFor();
    await lise.page.getByText('3 members').waitFor();
    await dialog.getByRole('button', { name: 'Take Otto Hahn out' }).click();
    await answer(marie, 'Cancel');
    await memberNamed(dialog, 'Otto Hahn').waitFor();
    await dialog.getByRole('button', { name: 'Take Otto Hahn out' }).click();
    await answer(marie, 'Take out');
    await memberNamed(dialog, 'Otto Hahn').waitFor({ state: 'detached' });
    await lise.page.getByText('2 members').waitFor();
    await close(dialog);
  }, 60_000);

  it('goes from who is taken out, and comes back with them', async () => {
    const dialog = await openMembers(marie);
    await dialog.getByRole('button', { name: 'Take Lise Meitner out' }).click();
    await answer(marie, 'Take out');
    await lise.page.getByText('This conversation is not there, or you are not in it.').waitFor();
    await inInbox(lise, 'Polonium').waitFor({ state: 'detached' });
    await dialog.getByRole('option', { name: 'Lise Meitner' }).click();
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await memberNamed(dialog, 'Lise Meitner').waitFor();
    await close(dialog);
    await inInbox(lise, 'Polonium').waitFor();
    await lise.page.getByRole('textbox', { name: 'Message' }).waitFor();
    await marie.send('Welcome back');
    await lise.sees('Welcome back');
  }, 60_000);

  it('has roles that are changed, and an owner who hands it over', async () => {
    const ofMarie = await openMembers(marie);
    await ofMarie.getByRole('button', { name: 'Role of Lise Meitner' }).click();
    await marie.page.getByRole('option', { name: 'admin' }).click();
    const ofLise = await openMembers(lise);
    // An admin may rename, and changes no roles.
    await ofLise.getByRole('button', { name: 'Rename' }).waitFor();
    expect(await ofLise.getByRole('button', { name: 'Delete for all' }).isVisible()).toBe(false);
    await ofMarie.getByRole('button', { name: 'Role of Lise Meitner' }).click();
    await marie.page.getByRole('option', { name: 'owner' }).click();
    const sure = marie.page.getByRole('alertdialog', { name: 'Hand it over?' });
    await sure.getByRole('button', { name: 'Hand over' }).click();
    await ofLise.getByRole('button', { name: 'Role of Marie Curie' }).waitFor();
    await ofLise.getByRole('button', { name: 'Delete for all' }).waitFor();
    await ofMarie.getByRole('button', { name: 'Role of Lise Meitner' }).waitFor({ state: 'detached' });
    await Promise.all([close(ofMarie), close(ofLise)]);
  }, 60_000);

  it('is left by who wants to, once they are sure', async () => {
    const dialog = await openMembers(marie);
    await dialog.getByRole('button', { name: 'Leave' }).click();
    await marie.page.getByRole('alertdialog', { name: 'Leave?' }).getByRole('button', { name: 'Leave' }).click();
    await inInbox(marie, 'Polonium').waitFor({ state: 'detached' });
    await marie.page.getByText('Choose a conversation.').waitFor();
    await lise.page.getByText('1 member', { exact: true }).waitFor();
  }, 60_000);
});

describe('a channel', () => {
  it('is written in by its members, and is deleted for all of them', async () => {
    await begin(marie, 'A channel for many', 'News', ['Lise Meitner', 'Otto Hahn']);
    await marie.send('Good news');
    await inInbox(lise, 'News').getByText('Good news').waitFor();
    await inInbox(lise, 'News').click();
    await lise.sees('Good news');
    const dialog = await openMembers(marie);
    await dialog.getByRole('button', { name: 'Delete for all' }).click();
    const sure = marie.page.getByRole('alertdialog', { name: 'Delete it for all?' });
    expect(await barriers(marie.page)).toEqual([]);
    await sure.getByRole('button', { name: 'Delete for all' }).click();
    await lise.page.getByText('This conversation is not there, or you are not in it.').waitFor();
    await inInbox(marie, 'News').waitFor({ state: 'detached' });
  }, 60_000);

  it('leaves nothing on a page to complain of', () => {
    const ofGone = /40[34]/;
    expect([...marie.complaints, ...lise.complaints].filter((text) => !ofGone.test(text))).toEqual([]);
  });
});
