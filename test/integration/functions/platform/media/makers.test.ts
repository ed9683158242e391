import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import type { Made, Maker } from '../../../../../functions/domain/media/maker.ts';
import { audioMaker } from '../../../../../functions/platform/media/audio-maker.ts';
import { Ffmpeg } from '../../../../../functions/platform/media/ffmpeg.ts';
import { fileTypeOf } from '../../../../../functions/platform/media/file-type.ts';
import { makeImage } from '../../../../../functions/platform/media/image-maker.ts';
import { isWhole } from '../../../../../functions/platform/media/is-whole.ts';
import { videoMaker } from '../../../../../functions/platform/media/video-maker.ts';
import {
  aBomb,
  anAnimation,
  anMp4,
  aPdf,
  aPhoto,
  aPng,
  aSound,
  aTurnedMp4,
  aWebm,
  aZip,
  byFfmpeg,
  ffmpegPath,
} from '../../../../builders/media-files.ts';

let folder: string;
let count = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'makers-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const ffmpeg = new Ffmpeg(async () => ffmpegPath);
const makeVideo = videoMaker(ffmpeg);
const makeAudio = audioMaker(ffmpeg);

const placed = (bytes: Uint8Array): string => {
  count += 1;
  const path = join(folder, `upload-${count}`);
  writeFileSync(path, bytes);
  return path;
};

const made = async (make: Maker, bytes: Uint8Array, over: { type?: string; endAtMs?: number } = {}): Promise<Made> => {
  const path = placed(bytes);
  const type = over.type ?? (await fileTypeOf(path)) ?? 'nothing';
  return make({ path, folder: mkdtempSync(join(folder, 'made-')), type, endAtMs: Date.now() + 30_000, ...over });
};
const reasonOf = (making: Promise<unknown>) =>
  making.then(
    () => 'made',
    (error: { reason?: string }) => error.reason ?? error,
  );
const metadataOf = (path: string | undefined) => sharp(path, { animated: true }).metadata();

describe('an image', () => {
  it('loses all that it says of who, when and where, and lies as it is to be seen', async () => {
    const photo = await aPhoto();
    expect((await sharp(photo).metadata()).exif).toBeDefined();
    const { main, renditions, width, height } = await made(makeImage, photo);
    expect([width, height, main.name, main.contentType]).toEqual([800, 1200, 'full', 'image/jpeg']);
    for (const { path } of [main, ...renditions]) {
      const { exif, xmp, iptc, icc, orientation } = await metadataOf(path);
      expect([exif, xmp, iptc, icc, orientation]).toEqual([undefined, undefined, undefined, undefined, undefined]);
      expect(readFileSync(path).includes('Somebody')).toBe(false);
    }
  });

  it('is not enlarged, and keeps what can be seen through', async () => {
    const { renditions, main } = await made(makeImage, await aPng(120, 90));
    expect(renditions.map(({ width, height }) => [width, height])).toEqual(Array(6).fill([120, 90]));
    expect((await metadataOf(main.path)).hasAlpha).toBe(true);
    expect((await metadataOf(renditions[0]?.path)).hasAlpha).toBe(true);
  });

  it.each(['gif', 'webp'] as const)('that moves goes on moving at its pace: %s', async (format) => {
    const { main, renditions, height } = await made(makeImage, await anAnimation(format));
    expect(height).toBe(60);
    expect(renditions.map(({ name }) => name)).toEqual(['thumbnail.webp', 'medium.webp', 'large.webp']);
    for (const { path } of [main, ...renditions]) {
      expect(await metadataOf(path)).toMatchObject({ pages: 3, delay: [100, 100, 100] });
    }
  });

  it('with too many pixels is refused by its head alone', async () => {
    const bomb = await aBomb();
    expect(bomb.length).toBeLessThan(1024 ** 2);
    const start = process.memoryUsage().rss;
    expect(await reasonOf(made(makeImage, bomb))).toBe('TOO_MANY_PIXELS');
    expect(process.memoryUsage().rss - start).toBeLessThan(200 * 1024 ** 2);
  });

  it('that is cut off, or nonsense behind its head, is refused', async () => {
    const photo = await aPhoto();
    expect(await reasonOf(made(makeImage, photo.subarray(0, photo.length * 0.6)))).toBe('TRUNCATED');
    const nonsense = Buffer.concat([photo.subarray(0, 20), Buffer.alloc(5_000, 7)]);
    expect(await reasonOf(made(makeImage, nonsense))).toMatch(/UNREADABLE|TRUNCATED/);
  });
});

describe('what a file is', () => {
  const table = 'Straße;Größe;Preis\r\nGäßchen 1;\t3 m²;5 £\r\n';
  const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');

  it.each([
    ['UTF-8', Buffer.from(`${table}😀`)],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${table}`)],
    ['Latin-1', Buffer.from(table, 'latin1')],
    ['Windows-1252', Buffer.concat([Buffer.from(table, 'latin1'), Buffer.from([0x80, 0x84, 0x96])])],
    ['UTF-16, little end first', utf16(table)],
    ['UTF-16, big end first', utf16(table).swap16()],
    ['UTF-16 longer than what is read at once', utf16(`.${'😀'.repeat(50_000)}`)],
  ])('is text in %s', async (_encoding, bytes) => {
    expect(await fileTypeOf(placed(bytes))).toBe('text');
  });

  it.each([
    ['NUL in UTF-8', Buffer.from(`${table}\0`)],
    ['a control character in Latin-1', Buffer.from(`${table}\x01`, 'latin1')],
    ['a control character at the end of much', Buffer.from(`${'ä'.repeat(100_000)}\x02`, 'latin1')],
    ['a control character in UTF-16', utf16(`${table}\x01`)],
    ['UTF-16 without a byte order mark', Buffer.from(table, 'utf16le')],
    ['half a character of UTF-16', utf16(table).subarray(0, -1)],
    ['half a pair of UTF-16', utf16('😀').subarray(0, -2)],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x41, 0, 0, 0])],
  ])('is nothing that is known with %s', async (_what, bytes) => {
    expect(await fileTypeOf(placed(bytes))).toBeUndefined();
  });
});

describe('whether a file is whole', () => {
  it.each([
    ['image/png', aPng],
    ['image/gif', () => anAnimation('gif')],
    ['image/webp', () => anAnimation('webp')],
    ['audio/wav', async () => aSound('wav')],
    ['application/zip', async () => aZip()],
    ['application/gzip', async () => gzipSync(await aPng())],
    ['application/pdf', async () => aPdf()],
  ])('is told by its end or its head: %s', async (type, make) => {
    const bytes = await (make as () => Promise<Buffer>)();
    expect([await fileTypeOf(placed(bytes)), await isWhole(placed(bytes), type)]).toEqual([type, true]);
    expect(await isWhole(placed(bytes.subarray(0, bytes.length * 0.6)), type)).toBe(false);
  });

  it.each([
    ['application/zip', aZip(), 4],
    ['application/gzip', gzipSync('Hello'), 10],
    ['application/pdf', aPdf(), 5],
  ])('is told wherever it was cut off, also where zeros are instead: %s', async (type, bytes, head) => {
    // A PDF is whole without its last line end.
    for (let length = head; length < bytes.toString('latin1').trimEnd().length; length += 1) {
      const cut = placed(bytes.subarray(0, length));
      expect([length, await fileTypeOf(cut), await isWhole(cut, type)]).toEqual([length, type, false]);
    }
    const unsent = Buffer.concat([bytes.subarray(0, bytes.length / 2), Buffer.alloc(2_000)]);
    expect(await isWhole(placed(unsent), type)).toBe(false);
  });

  it('is told of a PNG to its last byte, and with a little behind it', async () => {
    const png = await aPng();
    for (const cut of [1, 2, 3, 4, 12]) {
      expect([cut, await isWhole(placed(png.subarray(0, -cut)), 'image/png')]).toEqual([cut, false]);
    }
    expect(await isWhole(placed(Buffer.concat([png, Buffer.from('made by nobody')])), 'image/png')).toBe(true);
  });

  it('is told of a ZIP with a comment, of several GZIPs, and of what has a little behind its end', async () => {
    const zip = aZip();
    zip.writeUInt16LE(7, zip.length - 2);
    expect(await isWhole(placed(zip), 'application/zip')).toBe(false);
    const wholes: [string, Buffer[]][] = [
      ['application/zip', [zip, Buffer.from('Comment')]],
      ['application/gzip', [gzipSync(''), gzipSync('Hello')]],
      ['application/gzip', [gzipSync('Hello'), Buffer.alloc(512)]],
      ['application/pdf', [aPdf(), Buffer.from('\r\n<!-- served in 3 ms -->')]],
    ];
    for (const [type, parts] of wholes) {
      expect([type, await isWhole(placed(Buffer.concat(parts)), type)]).toEqual([type, true]);
    }
  });

  it('is not looked for behind more than a gigabyte that comes out of a GZIP', async () => {
    const bomb = Buffer.concat(Array(40).fill(gzipSync(Buffer.alloc(32 * 1024 ** 2))));
    const start = process.memoryUsage().rss;
    expect(await isWhole(placed(bomb.subarray(0, -100)), 'application/gzip')).toBe(true);
    expect(process.memoryUsage().rss - start).toBeLessThan(200 * 1024 ** 2);
  }, 60_000);
});

describe('a film', () => {
  it('becomes H.264 and AAC that plays before it has come whole, without its place', async () => {
    const film = anMp4(1);
    expect(film.includes('+52.5200')).toBe(true);
    const { main, width, height } = await made(makeVideo, film);
    expect([width, height]).toEqual([640, 480]);
    const bytes = readFileSync(main.path);
    expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'));
    expect(bytes.includes('+52.5200')).toBe(false);
    const { stderr } = spawnSync(ffmpegPath, ['-i', main.path], { encoding: 'utf8' });
    expect(stderr).toMatch(/Video: h264 .*yuv420p/);
    expect(stderr).toMatch(/Audio: aac/);
  });

  it('is turned as it is to be seen, and made no larger than 720p', async () => {
    expect(await made(makeVideo, aTurnedMp4())).toMatchObject({ width: 480, height: 640 });
    expect(await made(makeVideo, anMp4(1, '1920x1080'))).toMatchObject({ width: 1280, height: 720 });
  });

  it('may be without sound, and of WebM', async () => {
    const silent = byFfmpeg('mp4', '-f', 'lavfi', '-i', 'testsrc=duration=1:size=320x240:rate=10', '-c:v', 'libx264');
    expect((await made(makeVideo, silent)).renditions.map(({ name }) => name)).toEqual(['720p.mp4', 'poster.webp']);
    expect(await made(makeVideo, aWebm())).toMatchObject({ width: 320, placeholder: expect.any(String) });
  });

  it('that is cut off is refused', async () => {
    const film = anMp4(3);
    expect(await reasonOf(made(makeVideo, film.subarray(0, film.length * 0.5)))).toBe('TRUNCATED');
    expect(await reasonOf(made(makeVideo, aWebm(3).subarray(0, 20_000)))).toBe('TRUNCATED');
  });

  it('without a picture is none', async () => {
    expect(await reasonOf(made(makeVideo, aSound('m4a'), { type: 'video/mp4' }))).toBe('TYPE_MISMATCH');
  });

  it('is given up when the time is over', async () => {
    expect(await reasonOf(made(makeVideo, anMp4(5, '1280x720'), { endAtMs: Date.now() - 1 }))).toBe('TOO_LONG');
  });
});

describe('sound', () => {
  it.each(['mp3', 'wav', 'ogg', 'm4a', 'flac', 'webm'] as const)('becomes AAC, with a waveform: %s', async (ending) => {
    const { main, waveform = [], durationMs } = await made(makeAudio, aSound(ending));
    expect([main.name, main.contentType]).toEqual(['audio.m4a', 'audio/mp4']);
    expect(durationMs).toBeGreaterThan(1_900);
    expect(durationMs).toBeLessThan(2_200);
    expect(waveform).toHaveLength(64);
    expect(Math.max(...waveform)).toBeGreaterThan(5);
  });

  it('is as loud as it is: silence, then sound', async () => {
    const sine = 'sine=frequency=440:duration=2,volume=8';
    const bytes = byFfmpeg('wav', '-f', 'lavfi', '-i', sine, '-af', "volume='if(lt(t,1),0,1)':eval=frame");
    const { waveform = [] } = await made(makeAudio, bytes);
    expect(Math.max(...waveform.slice(0, 30))).toBeLessThan(3);
    expect(Math.min(...waveform.slice(34, 62))).toBeGreaterThan(50);
  });

  it('that is a film is none', async () => {
    expect(await reasonOf(made(makeAudio, aWebm(), { type: 'video/webm' }))).toBe('TYPE_MISMATCH');
  });
});

describe('ffmpeg', () => {
  it('reads no playlist: neither other files nor other machines', async () => {
    let asked = 0;
    const server = createServer((_request, response) => {
      asked += 1;
      response.end();
    }).listen(0, '127.0.0.1');
    await new Promise((listening) => server.once('listening', listening));
    const { port } = server.address() as AddressInfo;
    const secret = placed(anMp4(1));
    for (const entry of [`http://127.0.0.1:${port}/a.ts`, `file://${secret}`]) {
      const playlist = Buffer.from(`#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n${entry}\n#EXT-X-ENDLIST\n`);
      for (const [make, type] of [[makeVideo, 'video/mp4'] as const, [makeAudio, 'audio/mpeg'] as const]) {
        expect(await reasonOf(made(make, playlist, { type }))).toMatch(/UNREADABLE|TRUNCATED/);
      }
    }
    server.close();
    expect(asked).toBe(0);
  });

  it('has nothing of the function’s environment', async () => {
    const spy = join(folder, 'spy');
    writeFileSync(spy, '#!/bin/sh\n/usr/bin/env > "$(dirname "$0")/seen"\nexit 1\n');
    chmodSync(spy, 0o755);
    process.env.AWS_SECRET_ACCESS_KEY = 'secret';
    await new Ffmpeg(async () => spy).run({
      input: { path: 'x', demuxer: 'mov' },
      output: [],
      endAtMs: Date.now() + 5_000,
    });
    const seen = readFileSync(join(folder, 'seen'), 'utf8');
    expect(seen).not.toMatch(/AWS|secret|NODE|HOME/);
  });

  it('runs where unpacking took its run bit away', async () => {
    const copy = join(folder, 'ffmpeg-without');
    copyFileSync(ffmpegPath, copy);
    chmodSync(copy, 0o644);
    const before = readdirSync(tmpdir()).length;
    const make = audioMaker(new Ffmpeg(async () => copy));
    expect(await made(make, aSound('mp3'))).toMatchObject({ durationMs: expect.any(Number) });
    expect(readdirSync(tmpdir()).length).toBeGreaterThanOrEqual(before);
    rmSync(join(tmpdir(), `ffmpeg-${process.pid}`), { force: true });
  });
});
