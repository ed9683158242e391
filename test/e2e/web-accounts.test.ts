import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { anAuthenticator, aStepWithTime } from '../builders/authenticator.ts';
import { eventually } from './support/eventually.ts';
import { codeMailedTo } from './support/mail.ts';
import { ownBrowser } from './support/own-browser.ts';
import { aTenant, Person } from './support/person.ts';
import { WebPerson } from './support/web-person.ts';

const browser = ownBrowser();

const wrong = (code: string): string => (code === '00000000' ? '00000001' : '00000000');

const signIn = async (page: Page, email: string, password: string): Promise<void> => {
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
};

describe('somebody at the first page', () => {
  it('chooses another password with the code from the mail, and is told of a wrong one', async () => {
    const account = await Person.register('Emmy Noether', aTenant());
    const { page, context } = await WebPerson.open(browser(), 'Emmy Noether');
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await page.getByLabel('Email').fill(account.email);
    await page.getByRole('button', { name: 'Mail me a code' }).click();
    await page.getByRole('heading', { name: 'Choose a new password' }).waitFor();
    expect(await page.getByLabel('Email').inputValue()).toBe(account.email);
    const code = await codeMailedTo(account.email);
    await page.getByLabel('Code').fill(wrong(code));
    await page.getByLabel('New password').fill('a ring of integers');
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('That code is not right, or can’t be used any more.').waitFor();
    // As somebody types it who reads it in two halves.
    await page.getByLabel('Code').fill(` ${code.slice(0, 4)} ${code.slice(4)} `);
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('Your password is changed.').waitFor();
    await signIn(page, account.email, 'a ring of integers');
    await page.getByRole('heading', { name: 'Emmy Noether' }).waitFor();
    await context.close();
  }, 60_000);

  it('makes an account, and confirms the address with a code, the second that was mailed', async () => {
    const tenant = aTenant();
    const founder = await Person.register('founder', tenant);
    expect((await founder.call('PATCH', '/admin/tenant', { confirmAddresses: true })).status).toBe(200);
    const emmy = await WebPerson.open(browser(), 'Emmy Noether');
    const { page, context } = emmy;
    await emmy.fillSignUp(tenant);
    await page.getByRole('heading', { name: 'Confirm your address' }).waitFor();
    expect(await page.getByLabel('Email').inputValue()).toBe(emmy.email);
    await codeMailedTo(emmy.email);
    await page.getByRole('button', { name: 'Send another code' }).click();
    await page.getByText('a new code is on its way').waitFor();
    const code = await codeMailedTo(emmy.email, 1);
    await page.getByLabel('Code').fill(wrong(code));
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByText('That code is not right, or can’t be used any more.').waitFor();
    await page.getByLabel('Code').fill(code);
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByText('Your address is confirmed.').waitFor();
    expect(await page.getByLabel('Email').inputValue()).toBe(emmy.email);
    await emmy.signIn();
    await page.getByRole('heading', { name: 'Emmy Noether' }).waitFor();
    await context.close();
  }, 60_000);

  it('signs in with the code of an authenticator, and is told of a wrong one', async () => {
    const account = await Person.register('Emmy Noether', aTenant());
    await aStepWithTime();
    const { body } = await account.call<{ secret: string }>('POST', '/auth/mfa/enable');
    const app = anAuthenticator(body.secret);
    expect((await account.call('POST', '/auth/mfa/verify', { code: app.code(-1) })).status).toBe(200);
    const { page, context } = await WebPerson.open(browser(), 'Emmy Noether');
    await signIn(page, account.email, Person.password);
    await page.getByRole('heading', { name: 'Second step' }).waitFor();
    const code = app.code();
    await page.getByLabel('Code').fill(code === '000000' ? '000001' : '000000');
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByText('That code is not right, or was used before.').waitFor();
    // As it is shown, in two halves.
    await page.getByLabel('Code').fill(`${code.slice(0, 3)} ${code.slice(3)}`);
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByRole('heading', { name: 'Emmy Noether' }).waitFor();
    await context.close();
  }, 90_000);
});

describe('somebody with two devices', () => {
  it('signs the other one out, which shows the first page at once', async () => {
    const account = await Person.register('Emmy Noether', aTenant());
    const [phone, desk] = await Promise.all([
      WebPerson.signedIn(browser(), await account.onAnotherDevice(), { viewport: { width: 390, height: 844 } }),
      WebPerson.signedIn(browser(), account),
    ]);
    await desk.page.getByRole('button', { name: 'Settings', exact: true }).click();
    await desk.page.getByRole('tab', { name: 'Devices' }).click();
    const devices = desk.page.getByRole('list', { name: 'Devices' });
    await devices.getByText('This one').waitFor();
    expect(await devices.getByRole('listitem').count()).toBe(2);
    await devices.getByRole('button', { name: 'Sign out' }).click();
    await phone.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await phone.page.getByText('This device was signed out from another one.').waitFor();
    await phone.page.reload();
    await phone.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await eventually(async () => (await devices.getByRole('listitem').count()) === 1 || undefined);
    await Promise.all([phone.context.close(), desk.context.close()]);
  }, 60_000);
});

describe('somebody in the settings', () => {
  it('takes a picture, which others see until it is taken away, and is told why one is refused', async () => {
    const tenant = aTenant();
    const [emmy, otto] = [await Person.register('Emmy Noether', tenant), await Person.register('Otto Hahn', tenant)];
    const direct = await emmy.startConversation([otto], 'direct');
    await emmy.call('POST', `/conversations/${direct.id}/messages`, { content: 'Do you see me?' });
    const { page, context } = await WebPerson.signedIn(browser(), emmy);
    await page.getByRole('button', { name: 'Settings', exact: true }).click();
    const choose = page.locator('.profile-picture input[type=file]');
    await choose.setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: Buffer.from('no picture at all') });
    expect(await page.getByRole('alert').textContent()).toMatch(/^This picture can’t be taken: /);
    await choose.setInputFiles({ name: 'me.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg/>') });
    await page.getByText('Files of this type are not accepted.').waitFor();
    const picture = { create: { width: 300, height: 300, channels: 3, background: '#336699' } } as const;
    const buffer = await sharp(picture).png().toBuffer();
    await choose.setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer });
    const isShown = (image: unknown) => (image as { readonly naturalWidth: number }).naturalWidth > 0;
    const own = page.locator('.profile-picture img');
    await own.waitFor();
    await page.waitForFunction(isShown, await own.elementHandle());

    await page.locator('.sidebar header .avatar img').waitFor();

    const others = await WebPerson.signedIn(browser(), otto);
    await others.page.getByRole('link', { name: 'Emmy Noether' }).click();
    for (const place of ['.sidebar', '.message']) {
      const seen = others.page.locator(`${place} .avatar img`);
      await seen.waitFor();
      await others.page.waitForFunction(isShown, await seen.elementHandle());
    }

    await page.getByRole('button', { name: 'Remove picture' }).click();
    await own.waitFor({ state: 'detached' });
    await others.page.reload();
    await others.page.getByText('Do you see me?').last().waitFor();
    expect(await others.page.locator('.avatar img').count()).toBe(0);
    await Promise.all([context.close(), others.context.close()]);
  }, 90_000);

  it('changes the password, is told of a wrong one, and signs in with the new one', async () => {
    const account = await Person.register('Emmy Noether', aTenant());
    const { page, context } = await WebPerson.signedIn(browser(), account);
    await page.getByRole('button', { name: 'Settings', exact: true }).click();
    await page.getByRole('tab', { name: 'Password' }).click();
    await page.getByLabel('Current password').fill('not this one');
    await page.getByLabel('New password').fill('a ring of integers');
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('The current password is not right.').waitFor();
    await page.getByLabel('Current password').fill(Person.password);
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('Changed. All other devices are signed out.').waitFor();
    await page.getByRole('button', { name: 'Sign Emmy Noether out' }).click();
    await signIn(page, account.email, 'a ring of integers');
    await page.getByRole('heading', { name: 'Emmy Noether' }).waitFor();
    await context.close();
  }, 60_000);
});
