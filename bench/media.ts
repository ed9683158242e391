import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { systemClock } from '../functions/domain/clock.ts';
import type { MediaRecord } from '../functions/domain/media/media-store.ts';
import { type ProcessUploadDeps, processUpload } from '../functions/domain/media/process-upload.ts';
import { audioMaker } from '../functions/platform/media/audio-maker.ts';
import { Ffmpeg } from '../functions/platform/media/ffmpeg.ts';
import { fileTypeOf } from '../functions/platform/media/file-type.ts';
import { makeImage } from '../functions/platform/media/image-maker.ts';
import { isWhole } from '../functions/platform/media/is-whole.ts';
import { withFolder } from '../functions/platform/media/scratch.ts';
import { videoMaker } from '../functions/platform/media/video-maker.ts';
import { aFile } from '../test/builders/chat.ts';
import { anMp4, aSound, ffmpegPath } from '../test/builders/media-files.ts';
import { percentile } from './statistics.ts';
import { figure, markdownTable } from './table.ts';

const rounds = Number(process.env.ROUNDS ?? 5);
const folder = mkdtempSync(join(tmpdir(), 'bench-media-'));

/** A file to work on: what it is, and what somebody would call for it who does nothing else. */
interface Case {
  readonly title: string;
  readonly kind: 'image' | 'video' | 'audio';
  readonly contentType: string;
  readonly bytes: Buffer;
  readonly direct: (path: string) => Promise<unknown>;
}

const out = (name: string): string => join(folder, name);
const ffmpegBy = (...args: readonly string[]) => execFileSync(ffmpegPath, ['-loglevel', 'error', '-y', ...args]);

/** As sharp's own guide has it: each size and format from the file. */
const bySharp = async (path: string): Promise<void> => {
  await sharp(path).autoOrient().jpeg({ quality: 90 }).toFile(out('full.jpg'));
  for (const box of [256, 1024, 2048]) {
    const sized = () => sharp(path).autoOrient().resize({ width: box, height: box, fit: 'inside' });
    await sized()
      .webp({ quality: 80, effort: 2 })
      .toFile(out(`${box}.webp`));
    await sized()
      .avif({ quality: 50, effort: 2 })
      .toFile(out(`${box}.avif`));
  }
};

const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
const photo = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: 'black', noise } })
    .blur(4)
    .jpeg()
    .toBuffer();
const h264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '23', '-pix_fmt', 'yuv420p', '-c:a', 'aac'];

const cases: readonly Case[] = [
  {
    title: 'photo, 2 megapixels',
    kind: 'image',
    contentType: 'image/jpeg',
    bytes: await photo(1632, 1224),
    direct: bySharp,
  },
  {
    title: 'photo, 12 megapixels',
    kind: 'image',
    contentType: 'image/jpeg',
    bytes: await photo(4000, 3000),
    direct: bySharp,
  },
  {
    ...{ title: 'film, 10 s of 1080p', kind: 'video', contentType: 'video/mp4', bytes: anMp4(10, '1920x1080') },
    direct: async (path) => {
      ffmpegBy('-i', path, '-vf', 'scale=-2:720', ...h264, '-movflags', '+faststart', out('720p.mp4'));
      ffmpegBy('-ss', '1', '-i', out('720p.mp4'), '-frames:v', '1', out('poster.webp'));
    },
  },
  {
    ...{ title: 'sound, 60 s', kind: 'audio', contentType: 'audio/mpeg', bytes: aSound('mp3', 60) },
    direct: async (path) => ffmpegBy('-i', path, '-c:a', 'aac', '-b:a', '128k', out('audio.m4a')),
  },
];

/** Everything that the function does, with files on this disk where S3 would be, and one record where the table would be. */
const pipelineOf = (path: string, { kind, contentType }: Case) => {
  let record: MediaRecord = aFile({ status: 'pending', isClean: true, kind, contentType, revision: 1 });
  const ffmpeg = new Ffmpeg(async () => ffmpegPath);
  const deps: ProcessUploadDeps = {
    media: {
      read: async () => record,
      replace: async (before, after) => {
        record = { ...before, ...after, revision: before.revision + 1 };
        return { outcome: 'replaced' };
      },
    },
    files: {
      fetch: async (_arrival, to) => {
        copyFileSync(path, to);
        return 'fetched';
      },
      keep: async () => 'kept',
      store: async (_record, file) => {
        copyFileSync(file.path, out(file.name));
        return statSync(file.path).size;
      },
      discard: async () => undefined,
      remove: async () => undefined,
    },
    typeOf: fileTypeOf,
    isWhole,
    makers: { image: makeImage, video: videoMaker(ffmpeg), audio: audioMaker(ffmpeg) },
    withFolder,
    clock: systemClock,
  };
  return async () => {
    const arrival = { key: record, tag: 'tag', size: statSync(path).size, endAtMs: Date.now() + 300_000 };
    const outcome = await processUpload(deps, arrival);
    if (outcome !== 'ready') throw new Error(`cannot measure; the file is ${outcome}: ${record.reason}`);
  };
};

const timeMs = async (run: () => Promise<unknown>): Promise<number> => {
  const startMs = performance.now();
  await run();
  return performance.now() - startMs;
};

const rows: (string | number)[][] = [];
for (const one of cases) {
  const path = out('upload');
  writeFileSync(path, one.bytes);
  const measured = { pipeline: [] as number[], direct: [] as number[] };
  // What runs for the first time is slow; then they take turns.
  for (let round = 0; round <= rounds; round += 1) {
    const pipeline = await timeMs(pipelineOf(path, one));
    const direct = await timeMs(() => one.direct(path));
    if (round === 0) continue;
    measured.pipeline.push(pipeline);
    measured.direct.push(direct);
  }
  const median = (values: number[]) =>
    percentile(
      [...values].sort((a, b) => a - b),
      0.5,
    );
  const [pipeline, direct] = [median(measured.pipeline), median(measured.direct)];
  rows.push([
    one.title,
    figure(pipeline, 0),
    figure(direct, 0),
    figure(60_000 / pipeline, 0),
    figure(pipeline / direct),
  ]);
}
rmSync(folder, { recursive: true });

console.log(`${cpus().length} processors, load ${figure(loadavg()[0] ?? 0, 1)}; medians of ${rounds}\n`);
console.log(markdownTable(['file', 'pipeline, ms', 'direct, ms', 'a minute', 'ratio'], rows));
