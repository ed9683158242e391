import { join } from 'node:path';
import { type LocalUpload, type Made, Rejected } from '../../domain/media/maker.ts';
import { maxSeconds } from '../../domain/media/rendition-rules.ts';
import { demuxerOf, type Ffmpeg } from './ffmpeg.ts';
import { probe, requireWhole } from './probe.ts';
import { aac, withoutOthers } from './video-maker.ts';
import { WaveformReader } from './waveform.ts';

/** Samples a second that the waveform is read from. */
const waveformRate = 8_000;

/**
 * Makes audio ready for any browser: AAC in MP4, and how loud it is over its length.
 *
 * @throws Rejected it is a video or nothing to hear, too long, ends too soon or can't be read
 */
export const audioMaker =
  (ffmpeg: Ffmpeg) =>
  async ({ path, folder, type, endAtMs }: LocalUpload): Promise<Made> => {
    const input = { path, demuxer: demuxerOf(type) };
    const { seconds, video, hasAudio } = await probe(ffmpeg, input, endAtMs);
    if (!hasAudio || video !== undefined) throw new Rejected('TYPE_MISMATCH');
    if ((seconds ?? 0) > maxSeconds.audio) throw new Rejected('TOO_LONG');

    const name = 'audio.m4a';
    const output = join(folder, name);
    const { isDone } = await ffmpeg.run({
      input,
      output: [
        ...['-map', '0:a:0', '-vn', ...withoutOthers, '-t', String(maxSeconds.audio + 1), ...aac],
        ...['-movflags', '+faststart', '-f', 'mp4', output],
      ],
      endAtMs,
    });
    if (!isDone) throw new Rejected('UNREADABLE');

    const waveform = new WaveformReader(waveformRate / 10);
    const decoded = await ffmpeg.run({
      input: { path: output, demuxer: 'mov' },
      output: ['-f', 's16le', '-c:a', 'pcm_s16le', '-ac', '1', '-ar', String(waveformRate), 'pipe:1'],
      endAtMs,
      onOutput: (chunk) => waveform.read(chunk),
    });
    if (!decoded.isDone || waveform.samples === 0) throw new Rejected('UNREADABLE');
    const read = waveform.samples / waveformRate;
    requireWhole(seconds, read, maxSeconds.audio);
    const main = { name, contentType: 'audio/mp4', path: output };
    return { durationMs: Math.round(read * 1000), waveform: waveform.values(), main, renditions: [main] };
  };
