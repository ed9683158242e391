import { createReadStream, openAsBlob } from 'node:fs';
import { fileTypeFromBlob } from 'file-type';

/** Control characters but tab, line ends, form feed and escape, which text files have. */
const isControl = (code: number): boolean => code < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d, 0x1b].includes(code);

/** Whether all of a file is text: UTF-8 without control characters. */
const isText = async (path: string): Promise<boolean> => {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of createReadStream(path)) {
      if ((chunk as Buffer).some(isControl)) return false;
      decoder.decode(chunk, { stream: true });
    }
    decoder.decode();
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
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
