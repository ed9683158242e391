import type { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';
import * as z from 'zod';

/** The key that signs URLs of files, as its secret holds it. */
const FilesKey = z.object({
  /** The id that CloudFront gave the public key. */
  keyPairId: z.string().min(1),
  /** PEM. */
  privateKey: z.string().includes('PRIVATE KEY'),
});
export type FilesKey = z.infer<typeof FilesKey>;

/** How long a function goes on with a key that it read. Seconds. */
const keepSeconds = 3600;

const parsed = (text: unknown): unknown => {
  try {
    return JSON.parse(String(text));
  } catch {
    // The error of JSON.parse has a piece of the text in it.
    return undefined;
  }
};

/**
 * Reads the key from its secret, once an hour.
 *
 * @throws Error the secret can't be read, or is not as it has to be; nothing of it is in the message
 */
export const filesKeyOf = (secrets: SecretsProvider, secretName: string) => async (): Promise<FilesKey> => {
  const key = FilesKey.safeParse(parsed(await secrets.get(secretName, { maxAge: keepSeconds })));
  if (!key.success) throw new Error(`cannot sign URLs of files; secret ${secretName} has no keyPairId and privateKey`);
  return key.data;
};
