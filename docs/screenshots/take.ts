import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser } from '../../test/e2e/support/browser.ts';
import { aTenant } from '../../test/e2e/support/person.ts';
import { WebPerson } from '../../test/e2e/support/web-person.ts';

const shoot = (page: Page, name: string) =>
  page.screenshot({ path: join(import.meta.dirname, `${name}.png`), animations: 'disabled', caret: 'hide' });

const browser = await launchBrowser();
try {
  const tenant = aTenant();
  const marie = await WebPerson.open(browser, 'Marie Curie', { viewport: { width: 1080, height: 680 } });
  const phone = { viewport: { width: 390, height: 760 }, colorScheme: 'dark', hasTouch: true, isMobile: true } as const;
  const lise = await WebPerson.open(browser, 'Lise Meitner', phone);
  const otto = await WebPerson.open(browser, 'Otto Hahn');
  await shoot(marie.page, 'sign-in');
  for (const person of [marie, lise, otto]) await person.signUp(tenant);

  await otto.beginConversationWith('Marie');
  await otto.send('Do you have the samples of Tuesday?');
  await otto.sees('Do you have the samples of Tuesday?');
  await marie.beginConversationWith('Lise');
  await marie.send('Otto found **barium** where there should be none. Can that be?');
  await lise.openConversation('Marie Curie');
  await lise.sees('Otto found barium');
  await lise.send('If the nucleus *splits*, yes:\n\n- the masses add up\n- and about 200 MeV come free');
  await marie.sees('If the nucleus splits');
  await marie.act('If the nucleus splits', 'React');
  await marie.page.getByRole('searchbox', { name: 'Search emoji' }).fill('light bulb');
  await marie.page
    .getByRole('gridcell', { name: /light bulb/i })
    .first()
    .click();
  await lise.page
    .getByRole('button', { name: /Marie Curie/ })
    .last()
    .waitFor();
  await marie.send('`E = mc²`, then. I write to Otto at once 🎉');
  await lise.sees('I write to Otto');
  await lise.page.getByRole('textbox', { name: 'Message' }).pressSequentially('And');
  await marie.page.getByText('Lise Meitner is typing…').waitFor();
  await marie.page.getByText('Read', { exact: true }).waitFor();
  await marie.page.mouse.move(0, 0);
  await shoot(marie.page, 'conversation');
  await shoot(lise.page, 'conversation-phone');

  await lise.page.getByRole('link', { name: 'Back to conversations' }).click();
  await lise.page.getByRole('list', { name: 'Conversations' }).waitFor();
  await shoot(lise.page, 'inbox-phone');

  await marie.page.getByRole('button', { name: 'Settings', exact: true }).click();
  await marie.page.getByRole('tab', { name: 'Second factor' }).click();
  await marie.page.getByRole('button', { name: 'Set up a second factor' }).click();
  await marie.page.getByRole('img', { name: 'The key, as a QR code' }).waitFor();
  await shoot(marie.page, 'second-factor');
} finally {
  await browser.close();
}
