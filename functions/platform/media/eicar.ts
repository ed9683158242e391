import { createReadStream } from 'node:fs';
import type { ScanVerdict } from '../../domain/media/record-scan.ts';

/** The test file of the European Institute for Computer Antivirus Research, in parts: scanners would find it here. */
const signature = Buffer.from(['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join(''));

/** A scanner for where there is none: it knows the test file, anywhere in a file, and nothing else. */
export const scanForEicar = async (path: string): Promise<ScanVerdict> => {
  let rest = Buffer.alloc(0);
  for await (const chunk of createReadStream(path)) {
    const bytes = Buffer.concat([rest, chunk as Buffer]);
    if (bytes.includes(signature)) return 'malware';
    rest = bytes.subarray(Math.max(0, bytes.length - signature.length + 1));
  }
  return 'clean';
};
