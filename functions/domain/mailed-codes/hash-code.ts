import { scrypt } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify<string, string, number, Buffer>(scrypt);

/**
 * What is kept of a code, base64url: scrypt with Node's parameters (16 MB, some 30 ms), so that the hundred million codes
 * there are take longer to try than one lasts.
 */
export const hashCode = async (code: string, salt: string): Promise<string> =>
  (await derive(code, salt, 32)).toString('base64url');
