import { join } from 'node:path';
import sharp, { type Metadata, type Sharp, type SharpOptions } from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
import { type LocalUpload, type Made, type MadeFile, Rejected } from '../../domain/media/maker.ts';
import { imageBoxes, maxImagePixels } from '../../domain/media/rendition-rules.ts';

// One upload at a time, never the same twice.
sharp.cache(false);

/** The same type again, without what came with it: metadata, and whatever else was in the file. */
const fullFormats: Readonly<Record<string, (image: Sharp) => Sharp>> = {
  'image/jpeg': (image) => image.jpeg({ quality: 90 }),
  'image/png': (image) => image.png(),
  'image/gif': (image) => image.gif(),
  'image/webp': (image) => image.webp({ quality: 90, effort: 2 }),
  'image/avif': (image) => image.avif({ quality: 70, effort: 2 }),
};

const webp = (image: Sharp) => image.webp({ quality: 80, effort: 2 });
const avif = (image: Sharp) => image.avif({ quality: 50, effort: 2 });

const fitted = (image: Sharp, box: number): Sharp =>
  image.resize({ width: box, height: box, fit: 'inside', withoutEnlargement: true });

/** libvips says by words alone that a file ends too soon. */
const isTruncation = (error: unknown): boolean =>
  /premature|truncat|end of (file|input)|unexpected eof/i.test(String(error));

const rejectUnreadable = (error: unknown): never => {
  throw new Rejected(isTruncation(error) ? 'TRUNCATED' : 'UNREADABLE', { cause: error });
};

const metadataOf = (path: string): Promise<Metadata> =>
  sharp(path, { animated: true, limitInputPixels: false }).metadata().catch(rejectUnreadable);

const written = async (image: Sharp, folder: string, name: string, contentType: string): Promise<MadeFile> => {
  const path = join(folder, name);
  const { width, height, pageHeight } = await image.toFile(path).catch(rejectUnreadable);
  return { name, contentType, path, width, height: pageHeight ?? height };
};

/** A blurred picture in some 25 bytes. */
const placeholderOf = async (image: Sharp): Promise<string> => {
  const { data, info } = await fitted(image, 100).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return Buffer.from(rgbaToThumbHash(info.width, info.height, data)).toString('base64');
};

/** The pixels of an image in its largest box, from which the smaller ones are made: the file is decoded once for all. */
const pixelsOf = async (image: Sharp): Promise<Sharp> => {
  const largest = fitted(image, imageBoxes.large).raw();
  const { data, info } = await largest.toBuffer({ resolveWithObject: true }).catch(rejectUnreadable);
  return sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } });
};

const boxes = Object.entries(imageBoxes) as [keyof typeof imageBoxes, number][];

const ofStill = async (image: Sharp, folder: string): Promise<{ renditions: MadeFile[]; placeholder: string }> => {
  const pixels = await pixelsOf(image);
  const renditions: MadeFile[] = [];
  for (const [name, box] of boxes) {
    const inBox = fitted(pixels.clone(), box);
    renditions.push(
      await written(webp(inBox.clone()), folder, `${name}.webp`, 'image/webp'),
      await written(avif(inBox.clone()), folder, `${name}.avif`, 'image/avif'),
    );
  }
  return { renditions, placeholder: await placeholderOf(pixels.clone()) };
};

/** AVIF here is of one picture: what moves is made in WebP alone. */
const ofAnimation = async (path: string, options: SharpOptions, folder: string) => {
  const renditions: MadeFile[] = [];
  for (const [name, box] of boxes) {
    const image = webp(fitted(sharp(path, { ...options, animated: true }), box));
    renditions.push(await written(image, folder, `${name}.webp`, 'image/webp'));
  }
  return { renditions, placeholder: await placeholderOf(sharp(path, options)) };
};

/**
 * Makes an image's renditions, turned as it is to be seen and without its metadata, and the whole of it again so.
 *
 * @throws Rejected it has too many pixels, ends too soon, or can't be read
 */
export const makeImage = async ({ path, folder, type }: LocalUpload): Promise<Made> => {
  const { width, height, pages = 1 } = await metadataOf(path);
  if (width * height > maxImagePixels) throw new Rejected('TOO_MANY_PIXELS');
  const encode = fullFormats[type];
  if (encode === undefined) throw new Rejected('TYPE_NOT_ACCEPTED');
  const isAnimated = pages > 1;
  const options: SharpOptions = { limitInputPixels: maxImagePixels, failOn: 'truncated' };
  const whole = sharp(path, { ...options, animated: isAnimated }).autoOrient();
  const main = await written(encode(whole.clone()), folder, 'full', type);
  const made = isAnimated ? await ofAnimation(path, options, folder) : await ofStill(whole, folder);
  return {
    ...(main.width !== undefined && { width: main.width }),
    ...(main.height !== undefined && { height: main.height }),
    main,
    ...made,
  };
};

/** A still picture of a video, as its poster and placeholder. */
export const makePoster = async (
  picture: string,
  folder: string,
): Promise<{ readonly poster: MadeFile; readonly placeholder: string }> => {
  const image = sharp(picture);
  return {
    poster: await written(webp(image.clone()), folder, 'poster.webp', 'image/webp'),
    placeholder: await placeholderOf(image.clone()),
  };
};
