import { DecryptCommand, EncryptCommand, type KMSClient } from '@aws-sdk/client-kms';
import type { Person, SecretSealer } from '../domain/mfa/secret-sealer.ts';

/** The context is signed with what is sealed, and shown in CloudTrail. */
const contextOf = ({ tenantId, userId }: Person) => ({ purpose: 'mfa', tenantId, userId });

/** Seals secrets in KMS, which never gives its key out; base64. */
export class KmsSealer implements SecretSealer {
  readonly #client: KMSClient;
  readonly #keyArn: string;

  constructor(client: KMSClient, keyArn: string) {
    this.#client = client;
    this.#keyArn = keyArn;
  }

  async seal(secret: string, person: Person): Promise<string> {
    const { CiphertextBlob = new Uint8Array() } = await this.#client.send(
      new EncryptCommand({
        KeyId: this.#keyArn,
        Plaintext: Buffer.from(secret),
        EncryptionContext: contextOf(person),
      }),
    );
    return Buffer.from(CiphertextBlob).toString('base64');
  }

  async open(sealedSecret: string, person: Person): Promise<string> {
    const { Plaintext = new Uint8Array() } = await this.#client.send(
      new DecryptCommand({
        KeyId: this.#keyArn,
        CiphertextBlob: Buffer.from(sealedSecret, 'base64'),
        EncryptionContext: contextOf(person),
      }),
    );
    return Buffer.from(Plaintext).toString();
  }
}
