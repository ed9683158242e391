import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Locator } from 'playwright-core';
import { anMp4, aPhoto, aPng, aSound, theEicarFile } from '../builders/media-files.ts';
import { barriers } from './support/barriers.ts';
import { endpoints } from './support/endpoints.ts';
import { eventually } from './support/eventually.ts';
import { announce, aText, sendForm } from './support/files.ts';
import { ownBrowser } from './support/own-browser.ts';
import { aTenant, Person } from './support/person.ts';
import { WebPerson } from './support/web-person.ts';

/** Looking at a file takes a program that starts cold. */
const lookedAtMs = 60_000;

const browser = ownBrowser();
let account: Person;
let conversationId: string;
let marie: WebPerson;
let lise: WebPerson;

beforeAll(async () => {
  const tenant = aTenant();
  const other = await Person.register('Lise Meitner', tenant);
  account = await Person.register('Marie Curie', tenant);
  conversationId = (await account.startConversation([other], 'direct')).id;
  [marie, lise] = await Promise.all([WebPerson.signedIn(browser(), account), WebPerson.signedIn(browser(), other)]);
  await Promise.all([marie.openConversation('Lise Meitner'), lise.openConversation('Marie Curie')]);
}, 60_000);

interface AFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/** Has a page believe that files were dropped on its conversation, or pasted into its field. */
const give = (person: WebPerson, how: 'drop' | 'paste', files: readonly AFile[]): Promise<void> =>
  person.page.evaluate(
    ({ kind, given }) => {
      const { DataTransfer, document, DragEvent, ClipboardEvent } = globalThis as unknown as {
        readonly DataTransfer: new () => { readonly items: { add(file: File): void } };
        readonly document: { querySelector(selector: string): EventTarget | null };
        readonly DragEvent: new (type: string, options: object) => Event;
        readonly ClipboardEvent: new (type: string, options: object) => Event;
      };
      const data = new DataTransfer();
      for (const { name, type, base64 } of given) {
        data.items.add(new File([Uint8Array.from(atob(base64), (one) => one.charCodeAt(0))], name, { type }));
      }
      const event =
        kind === 'drop'
          ? new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true })
          : new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
      const target = document.querySelector(kind === 'drop' ? '.conversation' : '.composer-field');
      if (target === null) throw new Error('there is nothing to give files to');
      target.dispatchEvent(event);
    },
    { kind: how, given: files.map(({ bytes, ...file }) => ({ ...file, base64: bytes.toString('base64') })) },
  );

const tray = ({ page }: WebPerson): Locator => page.getByRole('list', { name: 'Files to send' });

/** How wide a picture is by itself, once it was read. */
const naturalWidth = (picture: Locator): Promise<number> =>
  eventually(() =>
    picture.evaluate((image) => (image as unknown as { readonly naturalWidth: number }).naturalWidth || undefined),
  );

/** Plays a player, muted, and tells how long it says that it is, and how far it came. */
const played = (player: Locator): Promise<{ duration: number; hasMoved: boolean }> =>
  player.evaluate(async (element) => {
    const media = element as unknown as EventTarget & {
      muted: boolean;
      preload: string;
      readonly duration: number;
      readonly currentTime: number;
      readonly readyState: number;
      readonly error: { readonly message: string } | null;
      play(): Promise<void>;
      pause(): void;
    };
    const happened = (type: string) =>
      new Promise<void>((resolve, reject) => {
        media.addEventListener(type, () => resolve(), { once: true });
        media.addEventListener('error', () => reject(new Error(media.error?.message)), { once: true });
      });
    media.muted = true;
    const loaded = media.readyState >= 1 ? Promise.resolve() : happened('loadedmetadata');
    await media.play();
    await loaded;
    if (media.currentTime === 0) await happened('timeupdate');
    media.pause();
    return { duration: media.duration, hasMoved: media.currentTime > 0 };
  });

describe('a picture', () => {
  it('that is dropped is shown before it is sent, with how far it is, and to others when it is ready', async () => {
    // The bytes wait, so that what is shown while they go can be seen.
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const uploads = (url: URL) => url.origin === endpoints().gateway && !url.pathname.includes('/media/');
    await marie.page.route(uploads, async (route) => {
      await held;
      await route.continue();
    });
    await give(marie, 'drop', [{ name: 'photo.jpg', type: 'image/jpeg', bytes: await aPhoto() }]);
    await tray(marie).getByRole('progressbar', { name: 'Sending photo.jpg' }).waitFor();
    expect(await naturalWidth(tray(marie).locator('img'))).toBeGreaterThan(0);
    expect(await marie.page.getByRole('button', { name: 'Send', exact: true }).isDisabled()).toBe(true);
    expect(await barriers(marie.page)).toEqual([]);
    release();
    await tray(marie).getByRole('progressbar').waitFor({ state: 'detached' });
    await marie.page.unroute(uploads);
    await marie.send('As dropped');
    await tray(marie).waitFor({ state: 'detached' });
    for (const person of [marie, lise]) {
      const picture = person.message('As dropped').getByRole('button', { name: 'Open photo.jpg' }).locator('img[src]');
      await picture.waitFor({ timeout: lookedAtMs });
      // Upright, as it is to be seen.
      expect(await naturalWidth(picture)).toBe(683);
    }
  }, 120_000);

  it('that is pasted goes with what is written, unless it is taken out', async () => {
    await give(marie, 'paste', [
      { name: 'one.png', type: 'image/png', bytes: await aPng() },
      { name: 'two.png', type: 'image/png', bytes: await aPng(64, 48) },
    ]);
    await marie.page.getByRole('button', { name: 'Remove two.png' }).click();
    await marie.send('As pasted');
    const message = lise.message('As pasted');
    await message.getByRole('button', { name: 'Open one.png' }).locator('img[src]').waitFor({ timeout: lookedAtMs });
    expect(await message.getByRole('button', { name: /^Open/ }).count()).toBe(1);
  }, 120_000);
});

describe('film and sound', () => {
  it('play where they were sent', async () => {
    await give(marie, 'drop', [
      { name: 'film.mp4', type: 'video/mp4', bytes: anMp4(2) },
      { name: 'sound.mp3', type: 'audio/mpeg', bytes: aSound('mp3') },
    ]);
    await marie.send('To see and hear');
    for (const name of ['film.mp4', 'sound.mp3']) {
      const player = lise.message('To see and hear').locator(`[aria-label="${name}"][src]`);
      await player.waitFor({ timeout: lookedAtMs });
      const { duration, hasMoved } = await played(player);
      expect([name, duration > 1.8 && duration < 2.3, hasMoved]).toEqual([name, true, true]);
    }
    expect(await barriers(lise.page)).toEqual([]);
  }, 150_000);
});

describe('a file that is refused', () => {
  it('says why, before it goes with a message: by its type at once, by what is in it when it was looked at', async () => {
    await give(marie, 'drop', [{ name: 'photo.heic', type: 'image/heic', bytes: Buffer.alloc(1000) }]);
    const alert = tray(marie).getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toBe('Files of this type are not accepted.');
    await marie.page.getByRole('button', { name: 'Remove photo.heic' }).click();
    await give(marie, 'drop', [{ name: 'notes.txt', type: 'text/plain', bytes: theEicarFile() }]);
    await alert.waitFor({ timeout: lookedAtMs });
    expect(await alert.textContent()).toBe('It was refused: it has malware.');
    await marie.send('Without it');
    await lise.sees('Without it');
    expect(await lise.message('Without it').getByText('notes.txt').count()).toBe(0);
  }, 120_000);

  it('says why to all who see its message, when it went with one before it was looked at', async () => {
    const file = aText(theEicarFile().toString());
    const form = await announce(account, file);
    const said = { content: 'With a worm', attachmentIds: [form.mediaId] };
    const { status } = await account.call('POST', `/conversations/${conversationId}/messages`, said);
    expect(status).toBe(201);
    await lise.message('With a worm').getByText('on its way').waitFor();
    expect(await sendForm(form, file.bytes)).toBe(204);
    for (const person of [marie, lise]) {
      await person.message('With a worm').getByText('refused: it has malware').waitFor({ timeout: lookedAtMs });
    }
  }, 120_000);

  it('leaves nothing on a page to complain of', () => {
    const ofRefusal = /400/;
    expect([...marie.complaints, ...lise.complaints].filter((text) => !ofRefusal.test(text))).toEqual([]);
  });
});
