import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { local } from '../../localstack/paths.ts';

/** This machine's ffmpeg, as the layer has it. */
export const ffmpegPath = join(local, 'layers', process.arch, 'ffmpeg/nodejs/node_modules/chemchat-ffmpeg/ffmpeg');

/** What ffmpeg makes of these arguments, as a file of that ending. */
export const byFfmpeg = (ending: string, ...args: readonly string[]): Buffer => {
  const folder = mkdtempSync(join(tmpdir(), 'made-'));
  try {
    const path = join(folder, `made.${ending}`);
    execFileSync(ffmpegPath, ['-hide_banner', '-loglevel', 'error', '-y', ...args, path]);
    return readFileSync(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const picture = (seconds: number, size = '640x480') => [
  '-f',
  'lavfi',
  '-i',
  `testsrc=duration=${seconds}:size=${size}:rate=10`,
];
const sound = (seconds: number) => ['-f', 'lavfi', '-i', `sine=frequency=440:duration=${seconds}`];

/** A film with picture and sound, in MP4, that says where it was made. */
export const anMp4 = (seconds = 2, size?: string): Buffer =>
  byFfmpeg(
    'mp4',
    ...[...picture(seconds, size), ...sound(seconds), '-c:v', 'libx264', '-preset', 'ultrafast', '-c:a', 'aac'],
    ...['-metadata', 'comment=+52.5200+013.4050/', '-movflags', '+faststart'],
  );

/** A film in WebM. */
export const aWebm = (seconds = 1): Buffer =>
  byFfmpeg('webm', ...picture(seconds, '320x240'), ...sound(seconds), '-c:v', 'libvpx', '-c:a', 'libopus');

/** A film as a phone turned on its side records it. */
export const aTurnedMp4 = (): Buffer => {
  const folder = mkdtempSync(join(tmpdir(), 'made-'));
  try {
    const [lying, turned] = [join(folder, 'lying.mp4'), join(folder, 'turned.mp4')];
    const run = (...args: string[]) => execFileSync(ffmpegPath, ['-loglevel', 'error', ...args]);
    run(...picture(1), '-c:v', 'libx264', '-preset', 'ultrafast', lying);
    run('-display_rotation', '90', '-i', lying, '-c', 'copy', turned);
    return readFileSync(turned);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** Sound, by the ending of its name. */
export const aSound = (ending: 'mp3' | 'wav' | 'ogg' | 'm4a' | 'flac' | 'webm', seconds = 2): Buffer =>
  byFfmpeg(ending, ...sound(seconds), ...(ending === 'webm' || ending === 'ogg' ? ['-c:a', 'libopus'] : []));

const coloured = (width: number, height: number, red = 200) =>
  sharp({ create: { width, height, channels: 3, background: { r: red, g: 80, b: 40 } } });

/** A photo of a phone held upright: stored lying, with who made it and where. */
export const aPhoto = (width = 1200, height = 800): Promise<Buffer> =>
  coloured(width, height)
    .withExif({
      IFD0: { Artist: 'Somebody', Orientation: '6' },
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: '52/1 31/1 12/1',
        GPSLongitudeRef: 'E',
        GPSLongitude: '13/1 24/1 18/1',
      },
    })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();

/** A picture with parts that can be seen through. */
export const aPng = (width = 300, height = 200): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 4, background: { r: 0, g: 120, b: 200, alpha: 0.5 } } })
    .png()
    .toBuffer();

/** A picture that moves, of three frames. */
export const anAnimation = async (format: 'gif' | 'webp'): Promise<Buffer> => {
  const frames = await Promise.all([0, 100, 200].map((red) => coloured(80, 60, red).png().toBuffer()));
  const image = sharp(frames, { join: { animated: true } });
  const delay = [100, 100, 100];
  return (format === 'gif' ? image.gif({ delay }) : image.webp({ delay })).toBuffer();
};

/** Few bytes that become more pixels than an image may have. */
export const aBomb = (): Promise<Buffer> =>
  sharp({ create: { width: 12_000, height: 9_000, channels: 3, background: 'black' }, limitInputPixels: false })
    .png({ palette: true, compressionLevel: 9 })
    .toBuffer();

/** A document that every reader opens. */
export const aPdf = (): Buffer =>
  Buffer.from(
    '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n' +
      'xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \ntrailer<</Size 3/Root 1 0 R>>\n' +
      'startxref\n101\n%%EOF\n',
  );

/** An archive with nothing in it but a name. */
export const aZip = (): Buffer => {
  const name = Buffer.from('a.txt');
  const header = Buffer.alloc(30);
  header.write('PK\x03\x04', 0, 'latin1');
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.write('PK\x01\x02', 0, 'latin1');
  central.writeUInt16LE(20, 4);
  central.writeUInt16LE(20, 6);
  central.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length + name.length, 12);
  end.writeUInt32LE(header.length + name.length, 16);
  return Buffer.concat([header, name, central, name, end]);
};

/** The file by which scanners are tried, in parts: they would find it here. */
export const theEicarFile = (): Buffer =>
  Buffer.from(['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join(''));

/** What makes a file one of HEIC, as phones take photos. */
export const aHeic = (): Buffer =>
  Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic\0\0\0\0mif1heic', 'latin1'), Buffer.alloc(64)]);
