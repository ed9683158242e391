import { join } from 'node:path';
import { type LocalUpload, type Made, Rejected } from '../../domain/media/maker.ts';
import { maxSeconds, maxVideoPixels, videoShortSide } from '../../domain/media/rendition-rules.ts';
import { demuxerOf, type Ffmpeg } from './ffmpeg.ts';
import { makePoster } from './image-maker.ts';
import { probe, requireWhole } from './probe.ts';

/** Only what is seen and heard: no subtitles, data, chapters, cover pictures and no word of who, when and where. */
export const withoutOthers = ['-sn', '-dn', '-map_metadata', '-1', '-map_chapters', '-1', '-fflags', '+bitexact'];

/** AAC for all of today's browsers. */
export const aac = ['-c:a', 'aac', '-b:a', '128k', '-ac', '2', '-ar', '48000'];

/** The short side at most 720 and both even, as H.264 in yuv420p has them; turned as it is to be seen. */
const scale = [
  `w='if(gte(iw,ih),-2,2*trunc(min(${videoShortSide},iw)/2))'`,
  `h='if(gte(iw,ih),2*trunc(min(${videoShortSide},ih)/2),-2)'`,
].join(':');

const h264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '23', '-pix_fmt', 'yuv420p', '-fpsmax', '60'];

/**
 * Makes videos ready for any browser: MP4 with H.264 and AAC that plays before it has come whole, and a poster.
 *
 * @throws Rejected it has no picture, is too large or long, ends too soon or can't be read
 */
export const videoMaker =
  (ffmpeg: Ffmpeg) =>
  async ({ path, folder, type, endAtMs }: LocalUpload): Promise<Made> => {
    const input = { path, demuxer: demuxerOf(type) };
    const { seconds, video } = await probe(ffmpeg, input, endAtMs);
    if (video === undefined) throw new Rejected('TYPE_MISMATCH');
    if (video.width * video.height > maxVideoPixels) throw new Rejected('TOO_MANY_PIXELS');
    if ((seconds ?? 0) > maxSeconds.video) throw new Rejected('TOO_LONG');

    const name = '720p.mp4';
    const output = join(folder, name);
    const { isDone } = await ffmpeg.run({
      input,
      output: [
        ...['-map', '0:V:0', '-map', '0:a:0?', ...withoutOthers],
        // One second more than may be tells what is longer and does not say so.
        ...['-t', String(maxSeconds.video + 1), '-vf', `scale=${scale}`, ...h264, ...aac],
        ...['-movflags', '+faststart', '-f', 'mp4', output],
      ],
      endAtMs,
    });
    if (!isDone) throw new Rejected('UNREADABLE');

    const made = { path: output, demuxer: 'mov' };
    const now = await probe(ffmpeg, made, endAtMs);
    if (now.seconds === undefined || now.video === undefined) throw new Rejected('UNREADABLE');
    requireWhole(seconds, now.seconds, maxSeconds.video);

    const picture = join(folder, 'picture.png');
    const inputOptions = ['-ss', String(Math.min(1, now.seconds / 2))];
    const shot = ['-frames:v', '1', '-update', '1', '-f', 'image2', picture];
    if (!(await ffmpeg.run({ input: made, inputOptions, output: shot, endAtMs })).isDone) {
      throw new Rejected('UNREADABLE');
    }
    const { poster, placeholder } = await makePoster(picture, folder);
    const main = { name, contentType: 'video/mp4', path: output, ...now.video };
    return {
      ...now.video,
      durationMs: Math.round(now.seconds * 1000),
      placeholder,
      main,
      renditions: [main, poster],
    };
  };
