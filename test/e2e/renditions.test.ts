import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import type { Media, Rendition } from '../../functions/contract/media.ts';
import {
  aBomb,
  aHeic,
  anAnimation,
  anMp4,
  aPdf,
  aPhoto,
  aPng,
  aSound,
  aWebm,
  aZip,
  theEicarFile,
} from '../builders/media-files.ts';
import { uploadAndWait } from './support/files.ts';
import { aTenant, call, Person } from './support/person.ts';

let ada: Person;

beforeAll(async () => {
  ada = await Person.register('ada', aTenant());
}, 60_000);

/** What renditions there are, as they look. */
const looks = (renditions: readonly Rendition[]) =>
  Object.fromEntries(renditions.map(({ name, contentType, width, height }) => [name, [contentType, width, height]]));

const uploaded = (fileName: string, contentType: string, bytes: Uint8Array) =>
  uploadAndWait(ada, { fileName, contentType, bytes }, 60_000);

/** The bytes of a rendition, by the link that is given out for it. */
const downloaded = async ({ id }: Media, rendition: string): Promise<ArrayBuffer> => {
  const answer = await call<{ url: string }>('GET', `/api/v1/media/${id}/download?rendition=${rendition}`, {
    token: ada.token,
    headers: { accept: 'application/json' },
  });
  return (await fetch(answer.body.url, { signal: AbortSignal.timeout(30_000) })).arrayBuffer();
};

describe('a file that is good', () => {
  it('of a photo is turned as it is to be seen, in three sizes', async () => {
    const media = await uploaded('photo.jpg', 'image/jpeg', await aPhoto());
    expect(media).toMatchObject({ status: 'ready', kind: 'image', width: 800, height: 1200 });
    expect(media.placeholder).toMatch(/^[\w+/=]{20,60}$/);
    expect(looks(media.renditions)).toEqual({
      'thumbnail.webp': ['image/webp', 171, 256],
      'thumbnail.avif': ['image/avif', 171, 256],
      'medium.webp': ['image/webp', 683, 1024],
      'medium.avif': ['image/avif', 683, 1024],
      'large.webp': ['image/webp', 800, 1200],
      'large.avif': ['image/avif', 800, 1200],
    });
  }, 70_000);

  it('of a picture that moves goes on moving', async () => {
    const [gif, webp, png] = await Promise.all([
      uploaded('a.gif', 'image/gif', await anAnimation('gif')),
      uploaded('a.webp', 'image/webp', await anAnimation('webp')),
      uploaded('a.png', 'image/png', await aPng()),
    ]);
    for (const media of [gif, webp]) {
      expect(media).toMatchObject({ status: 'ready', width: 80, height: 60 });
      expect(Object.keys(looks(media.renditions))).toEqual(['thumbnail.webp', 'medium.webp', 'large.webp']);
      for (const { name } of media.renditions) {
        const shown = await sharp(await downloaded(media, name)).metadata();
        expect([name, shown.format, shown.pages, shown.delay]).toEqual([name, 'webp', 3, [100, 100, 100]]);
      }
    }
    expect(png).toMatchObject({ status: 'ready', width: 300, height: 200 });
    expect(png.renditions).toHaveLength(6);
  }, 70_000);

  it('of a film is one that any browser plays, with a poster', async () => {
    const [mp4, webm] = await Promise.all([
      uploaded('film.mp4', 'video/mp4', anMp4(2, '1280x960')),
      uploaded('film.webm', 'video/webm', aWebm()),
    ]);
    expect(mp4).toMatchObject({ status: 'ready', kind: 'video', width: 960, height: 720 });
    expect(looks(mp4.renditions)).toEqual({
      '720p.mp4': ['video/mp4', 960, 720],
      'poster.webp': ['image/webp', 960, 720],
    });
    expect(mp4.durationMs).toBeGreaterThan(1900);
    expect(mp4.durationMs).toBeLessThan(2200);
    expect(webm).toMatchObject({ status: 'ready', width: 320, height: 240, placeholder: expect.any(String) });
  }, 70_000);

  it('of sound has a waveform', async () => {
    const media = await uploaded('sound.mp3', 'audio/mpeg', aSound('mp3'));
    expect(media).toMatchObject({ status: 'ready', kind: 'audio' });
    expect(looks(media.renditions)).toEqual({ 'audio.m4a': ['audio/mp4', undefined, undefined] });
    expect(media.waveform).toHaveLength(64);
    expect(media.durationMs).toBeGreaterThan(1900);
  }, 70_000);

  it('of a document or an archive is kept as it is', async () => {
    const [pdf, zip, gzip] = await Promise.all([
      uploaded('a.pdf', 'application/pdf', aPdf()),
      uploaded('a.zip', 'application/zip', aZip()),
      uploaded('a.gz', 'application/x-gzip', gzipSync('Hello')),
    ]);
    expect(pdf).toMatchObject({ status: 'ready', kind: 'document', renditions: [] });
    for (const archive of [zip, gzip]) {
      expect(archive).toMatchObject({ status: 'ready', kind: 'archive', renditions: [] });
    }
  }, 70_000);
});

describe('a file that is bad', () => {
  it.each([
    ['that a scanner finds', 'notes.txt', 'text/plain', async () => theEicarFile(), 'MALWARE'],
    ['that is an archive by another name', 'photo.jpg', 'image/jpeg', async () => aZip(), 'TYPE_MISMATCH'],
    ['of HEIC by another name', 'photo.jpg', 'image/jpeg', async () => aHeic(), 'TYPE_NOT_ACCEPTED'],
    ['with more pixels than memory has room for', 'bomb.png', 'image/png', aBomb, 'TOO_MANY_PIXELS'],
    [
      'of a photo that was cut off',
      'cut.jpg',
      'image/jpeg',
      async () => (await aPhoto()).subarray(0, 3000),
      'TRUNCATED',
    ],
    ['of a film that was cut off', 'cut.mp4', 'video/mp4', async () => anMp4().subarray(0, 40_000), 'TRUNCATED'],
    ['of an archive that was cut off', 'cut.zip', 'application/zip', async () => aZip().subarray(0, 20), 'TRUNCATED'],
    ['with nothing in it', 'none.jpg', 'image/jpeg', async () => Buffer.alloc(0), 'EMPTY'],
  ])(
    '%s is rejected',
    async (_what, fileName, contentType, bytes, reason) => {
      expect(await uploaded(fileName, contentType, await bytes())).toMatchObject({ status: 'rejected', reason });
    },
    70_000,
  );

  it('of a type that is not accepted is refused before it is sent', async () => {
    const { status, body } = await ada.call('POST', '/media/upload', {
      ...{ fileName: 'photo.heic', contentType: 'image/heic', size: 1000 },
    });
    expect([status, body.errors]).toEqual([400, [expect.objectContaining({ path: 'contentType' })]]);
  });
});
