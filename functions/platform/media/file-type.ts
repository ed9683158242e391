import { createReadStream, openAsBlob } from 'node:fs';
import { open } from 'node:fs/promises';
import { fileTypeFromBlob } from 'file-type';

/** Control characters but tab, line ends, form feed and escape, which text files have. */
const isControl = (code: number): boolean => code < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d, 0x1b].includes(code);

const utf16Marks = { feff: 'utf-16be', fffe: 'utf-16le' } as const;

/** What a file's byte order mark says that it is in; undefined: it has none. */
const utf16Of = async (path: string): Promise<'utf-16be' | 'utf-16le' | undefined> => {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return utf16Marks[buffer.toString('hex', 0, bytesRead) as keyof typeof utf16Marks];
  } finally {
    await file.close();
  }
};

/**
 * Whether all of a file is text: without control characters, in UTF-16 with a byte order mark, or in anything whose
 * control characters are ASCII's, such as UTF-8 and what spreadsheets write where it is older than that.
 */
const isText = async (path: string): Promise<boolean> => {
  const encoding = await utf16Of(path);
  const decoder = encoding && new TextDecoder(encoding, { fatal: true });
  const hasControl = (text: string) => Array.from(text).some((character) => isControl(character.charCodeAt(0)));
  try {
    for await (const chunk of createReadStream(path)) {
      const bytes = chunk as Buffer;
      if (decoder ? hasControl(decoder.decode(bytes, { stream: true })) : bytes.some(isControl)) return false;
    }
    decoder?.decode();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return false;
    throw error;
  }
};

/** What a file's bytes are: a media type, `text`, or undefined where they are nothing that is known. */
export const fileTypeOf = async (path: string): Promise<string | undefined> => {
  // Not fileTypeFromFile, which finds a package at run time: there is none beside a bundle, or one too many, whose errors
  // are of other classes.
  const found = await fileTypeFromBlob(await openAsBlob(path));
  if (found !== undefined) return found.mime;
  return (await isText(path)) ? 'text' : undefined;
};
