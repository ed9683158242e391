import { Rejected } from '../../domain/media/maker.ts';
import type { Ffmpeg, FfmpegInput } from './ffmpeg.ts';

/** What a container says of itself. */
export interface Probed {
  /** Undefined where it does not say. */
  readonly seconds: number | undefined;
  /** Of the first video that is no cover picture, as stored. */
  readonly video: { readonly width: number; readonly height: number } | undefined;
  readonly hasAudio: boolean;
}

const secondsOf = (log: string): number | undefined => {
  const [, hours, minutes, seconds] = /^ {2}Duration: (\d+):(\d\d):(\d\d(?:\.\d+)?)/m.exec(log) ?? [];
  return hours === undefined ? undefined : Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
};

/**
 * Reads what is in a file, by ffmpeg's own account: the wheel brings no ffprobe.
 *
 * @throws Rejected it can't be read
 */
export const probe = async (ffmpeg: Ffmpeg, input: FfmpegInput, endAtMs: number): Promise<Probed> => {
  const { log } = await ffmpeg.run({ input, output: [], endAtMs });
  const streams = log.split('\n').filter((line) => /^ {2}Stream #0:\d+/.test(line));
  if (streams.length === 0) {
    throw new Rejected(/moov atom not found|EOF|End of file/i.test(log) ? 'TRUNCATED' : 'UNREADABLE');
  }
  const video = streams.find((line) => line.includes(': Video: ') && !line.includes('(attached pic)'));
  const [, width, height] = /, (\d{1,6})x(\d{1,6})[,\s[]/.exec(video ?? '') ?? [];
  return {
    seconds: secondsOf(log),
    video: width === undefined ? undefined : { width: Number(width), height: Number(height) },
    hasAudio: streams.some((line) => line.includes(': Audio: ')),
  };
};

/**
 * Refuses what is longer than it may be, or says that it is longer than what could be read of it.
 *
 * @throws Rejected it is
 */
export const requireWhole = (said: number | undefined, read: number, maxSeconds: number): void => {
  if (read > maxSeconds) throw new Rejected('TOO_LONG');
  // A tenth and half a second: streams of one file end at different times.
  if (said !== undefined && read < said * 0.9 - 0.5) throw new Rejected('TRUNCATED');
};
