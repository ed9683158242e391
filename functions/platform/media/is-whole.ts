import { open } from 'node:fs/promises';

/** The largest comment that a ZIP may end with, and its last record. */
const zipEndBytes = 65_535 + 22;
/** What is looked at of a file's end otherwise; some programs write a little behind it. */
const endBytes = 1024;

const hasAtEnd = (mark: Buffer) => (end: Buffer) => end.includes(mark);
const pngEnd = hasAtEnd(Buffer.from('IEND'));
const zipEnd = hasAtEnd(Buffer.from('PK\x05\x06', 'latin1'));

/** RIFF says its length at its beginning; what was recorded without knowing says nothing or all that it could be. */
const isRiffWhole = (start: Buffer, size: number): boolean => {
  const said = start.length < 8 ? Number.POSITIVE_INFINITY : start.readUInt32LE(4);
  return said === 0 || said >= 0xff_ff_ff_00 || said + 8 <= size + 1;
};

/**
 * Whether a file of this type ends where it has to, for types whose readers do not say. Types that are not here are
 * whole: they are read to their end, or have none that could be told.
 */
export const isWhole = async (path: string, type: string): Promise<boolean> => {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const read = async (position: number, length: number) =>
      (await file.read(Buffer.alloc(Math.min(length, size)), 0, Math.min(length, size), Math.max(0, position))).buffer;
    if (type === 'image/png') return pngEnd(await read(size - endBytes, endBytes));
    if (type === 'image/gif') return (await read(size - endBytes, endBytes)).includes(0x3b, -1 - 8);
    if (['image/webp', 'audio/wav', 'audio/vnd.wave'].includes(type)) return isRiffWhole(await read(0, 8), size);
    if (/zip$|openxmlformats|opendocument/.test(type)) return zipEnd(await read(size - zipEndBytes, zipEndBytes));
    return true;
  } finally {
    await file.close();
  }
};
