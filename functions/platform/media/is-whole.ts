import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';

const zipEndMark = Buffer.from('PK\x05\x06', 'latin1');
/** A ZIP's last record without its comment, whose length is in its last two bytes. */
const zipEndBytes = 22;
const maxZipComment = 65_535;
/** What is looked at of a file's end otherwise; some programs write a little behind it. */
const endBytes = 1024;
/** How far a GZIP is unpacked to see its end, in bytes that come out: those of the largest that is no bomb take seconds. */
const maxUnpacked = 1024 ** 3;

const hasAtEnd = (mark: string) => (end: Buffer) => end.includes(mark, 0, 'latin1');
/** A PNG's last chunk is empty, so its checksum is always this (PNG, third edition, 11.2.5). */
const pngEnd = hasAtEnd('IEND\xae\x42\x60\x82');
const pdfEnd = hasAtEnd('%%EOF');

/** RIFF says its length at its beginning; what was recorded without knowing says nothing or all that it could be. */
const isRiffWhole = (start: Buffer, size: number): boolean => {
  const said = start.length < 8 ? Number.POSITIVE_INFINITY : start.readUInt32LE(4);
  return said === 0 || said >= 0xff_ff_ff_00 || said + 8 <= size + 1;
};

const isZipWhole = (end: Buffer): boolean => {
  const at = end.lastIndexOf(zipEndMark);
  const rest = end.length - at - zipEndBytes;
  return at >= 0 && rest >= 0 && rest >= end.readUInt16LE(at + zipEndBytes - 2);
};

/** A GZIP's end is found by unpacking alone. What comes out is not kept. */
const isGzipWhole = async (path: string): Promise<boolean> => {
  const packed = createReadStream(path);
  const unpacked = createGunzip();
  packed.once('error', (error) => unpacked.destroy(error));
  try {
    let bytes = 0;
    for await (const chunk of packed.pipe(unpacked)) {
      bytes += (chunk as Buffer).length;
      if (bytes > maxUnpacked) break;
    }
    return true;
  } catch (error) {
    // zlib's own, which have its number; those of reading have not.
    if ((error as NodeJS.ErrnoException).code?.startsWith('Z_')) return false;
    throw error;
  } finally {
    packed.destroy();
  }
};

/**
 * Whether a file of this type ends where it has to, for types whose readers do not say. Types that are not here are
 * whole: they are read to their end, or have none that could be told.
 */
export const isWhole = async (path: string, type: string): Promise<boolean> => {
  if (type === 'application/gzip') return isGzipWhole(path);
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const read = async (position: number, length: number) =>
      (await file.read(Buffer.alloc(Math.min(length, size)), 0, Math.min(length, size), Math.max(0, position))).buffer;
    const readEnd = (length: number) => read(size - length, length);
    if (type === 'image/png') return pngEnd(await readEnd(endBytes));
    if (type === 'image/gif') return (await readEnd(endBytes)).includes(0x3b, -1 - 8);
    if (type === 'application/pdf') return pdfEnd(await readEnd(endBytes));
    if (['image/webp', 'audio/wav', 'audio/vnd.wave'].includes(type)) return isRiffWhole(await read(0, 8), size);
    if (/\/zip$|openxmlformats|opendocument/.test(type)) return isZipWhole(await readEnd(zipEndBytes + maxZipComment));
    return true;
  } finally {
    await file.close();
  }
};
