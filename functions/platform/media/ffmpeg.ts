import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, chmod, copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Rejected } from '../../domain/media/maker.ts';

/** How one input is read: by this demuxer and no other, whatever the file says of itself. */
export interface FfmpegInput {
  readonly path: string;
  readonly demuxer: string;
}

/** One run of ffmpeg. */
export interface FfmpegRun {
  readonly input: FfmpegInput;
  /** Before the input. */
  readonly inputOptions?: readonly string[];
  /** What is made of it: options and a path, or `pipe:1`. None: the input is looked at alone. */
  readonly output: readonly string[];
  readonly endAtMs: number;
  /** Gets what is written to `pipe:1`. */
  readonly onOutput?: (chunk: Buffer) => void;
}

/** What a run said. */
export interface FfmpegSaid {
  readonly isDone: boolean;
  readonly log: string;
}

/** Of a log, which a hostile file can make as long as it likes. */
const maxLogCharacters = 64 * 1024;

/** Demuxers by what was found in the bytes. */
const demuxers: Readonly<Record<string, string>> = {
  'video/mp4': 'mov',
  'video/x-m4v': 'mov',
  'video/quicktime': 'mov',
  'video/webm': 'matroska',
  'audio/webm': 'matroska',
  'audio/mp4': 'mov',
  'audio/x-m4a': 'mov',
  'audio/mpeg': 'mp3',
  'audio/aac': 'aac',
  'audio/ogg': 'ogg',
  'audio/ogg; codecs=opus': 'ogg',
  'audio/opus': 'ogg',
  'audio/wav': 'wav',
  'audio/vnd.wave': 'wav',
  'audio/flac': 'flac',
  'audio/x-flac': 'flac',
};

/**
 * The demuxer for what was found in a file's bytes.
 *
 * @throws Rejected there is none
 */
export const demuxerOf = (type: string): string => {
  const demuxer = demuxers[type];
  if (demuxer === undefined) throw new Rejected('TYPE_NOT_ACCEPTED');
  return demuxer;
};

/** A program that can be run: itself, or a copy where unpacking took the right to run it away. */
const runnable = async (path: string): Promise<string> => {
  try {
    await access(path, constants.X_OK);
    return path;
  } catch {
    const copy = join(tmpdir(), `ffmpeg-${process.pid}`);
    await copyFile(path, copy);
    await chmod(copy, 0o755);
    return copy;
  }
};

/** Runs ffmpeg on files that anybody may have made. */
export class Ffmpeg {
  readonly #find: () => Promise<string>;
  #path: Promise<string> | undefined;

  /** @param find where the program is */
  constructor(find: () => Promise<string>) {
    this.#find = find;
  }

  /**
   * One run, without an environment: there is nothing of the function's in it, its credentials least of all. Files and
   * pipes are all that an input may lead to.
   *
   * @throws Rejected it takes too long
   */
  async run({ input, inputOptions = [], output, endAtMs, onOutput }: FfmpegRun): Promise<FfmpegSaid> {
    this.#path ??= this.#find().then(runnable);
    const args = [
      ...['-hide_banner', '-nostdin', '-y'],
      ...inputOptions,
      ...['-protocol_whitelist', 'file,pipe', '-f', input.demuxer, '-i', `file:${input.path}`],
      ...output,
    ];
    const child = spawn(await this.#path, args, { env: {}, stdio: ['ignore', 'pipe', 'pipe'] });
    const timer = setTimeout(() => child.kill('SIGKILL'), Math.max(0, endAtMs - Date.now()));
    let log = '';
    child.stdout.on('data', (chunk: Buffer) => onOutput?.(chunk));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-maxLogCharacters);
    });
    try {
      const { code, signal } = await new Promise<{ code: number | null; signal: string | null }>((resolve, reject) => {
        child.once('error', reject);
        child.once('close', (code, signal) => resolve({ code, signal }));
      });
      if (signal !== null && Date.now() >= endAtMs) throw new Rejected('TOO_LONG');
      return { isDone: code === 0, log };
    } finally {
      clearTimeout(timer);
    }
  }
}
