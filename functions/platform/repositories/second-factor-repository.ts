import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { AuditEntry } from '../../contract/audit.ts';
import type { UserId } from '../../contract/identifiers.ts';
import { retryContended } from '../../domain/contention.ts';
import { Unavailable } from '../../domain/errors.ts';
import type { SecondFactor, SecondFactors } from '../../domain/mfa/second-factors.ts';
import type { Person } from '../../domain/mfa/secret-sealer.ts';
import { keys } from '../keys.ts';
import { activeAdminCheck } from './active-admin-check.ts';
import { auditOutboxPut } from './audit-outbox.ts';
import { retryConflicts } from './retry-conflicts.ts';
import { type NamedWrites, transact } from './transaction.ts';
import { unlessRefused } from './unless-refused.ts';

/** Where second factors are: in force in the Chat table, waiting for their first code in the Live table. */
export interface SecondFactorTables {
  readonly chat: string;
  readonly live: string;
}

/** Second factors, in both tables. That a person has one is on the profile too, which is read in any case. */
export class SecondFactorRepository implements SecondFactors {
  readonly #client: DynamoDBDocumentClient;
  readonly #tables: SecondFactorTables;

  constructor(client: DynamoDBDocumentClient, tables: SecondFactorTables) {
    this.#client = client;
    this.#tables = tables;
  }

  async putSetup(person: Person, sealedSecret: string, expiresAtMs: number): Promise<void> {
    const Item = {
      ...keys.mfaSetup(person),
      sealedSecret,
      expiresAtMs,
      expiresAtSeconds: Math.ceil(expiresAtMs / 1000),
    };
    await this.#client.send(new PutCommand({ TableName: this.#tables.live, Item }));
  }

  async readSetup(person: Person, nowMs: number): Promise<string | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#tables.live, Key: keys.mfaSetup(person), ConsistentRead: true }),
    );
    return Item && Item.expiresAtMs > nowMs ? (Item.sealedSecret as string) : undefined;
  }

  enable(
    person: Person,
    {
      sealedSecret,
      step,
      recoveryHashes,
    }: SecondFactor & { readonly step: number; readonly recoveryHashes: readonly string[] },
    entry: AuditEntry,
  ): Promise<boolean> {
    return this.#write(person, entry, {
      factor: {
        Put: {
          TableName: this.#tables.chat,
          Item: {
            ...keys.secondFactor(person),
            sealedSecret,
            lastStep: step,
            recoveryHashes: new Set(recoveryHashes),
          },
          ConditionExpression: 'attribute_not_exists(PK)',
        },
      },
      profile: this.#profile(person, 'SET mfaEnabled = :true', { ':true': true }),
    });
  }

  async read(person: Person): Promise<SecondFactor | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#tables.chat, Key: keys.secondFactor(person), ConsistentRead: true }),
    );
    return Item && { sealedSecret: Item.sealedSecret as string };
  }

  async useStep(person: Person, step: number): Promise<boolean> {
    const update = new UpdateCommand({
      TableName: this.#tables.chat,
      Key: keys.secondFactor(person),
      UpdateExpression: 'SET lastStep = :step',
      ConditionExpression: 'lastStep < :step',
      ExpressionAttributeValues: { ':step': step },
    });
    const used = await unlessRefused(
      retryConflicts(() => this.#client.send(update), 'cannot check the code; the second factor is being changed'),
    );
    return used !== undefined;
  }

  useRecoveryCode(person: Person, hash: string, entry: AuditEntry): Promise<boolean> {
    return this.#write(person, entry, {
      factor: {
        Update: {
          TableName: this.#tables.chat,
          Key: keys.secondFactor(person),
          UpdateExpression: 'DELETE recoveryHashes :used',
          ConditionExpression: 'contains(recoveryHashes, :hash)',
          ExpressionAttributeValues: { ':used': new Set([hash]), ':hash': hash },
        },
      },
    });
  }

  replaceRecoveryCodes(person: Person, hashes: readonly string[], entry: AuditEntry): Promise<boolean> {
    return this.#write(person, entry, {
      factor: {
        Update: {
          TableName: this.#tables.chat,
          Key: keys.secondFactor(person),
          UpdateExpression: 'SET recoveryHashes = :hashes',
          ConditionExpression: 'attribute_exists(PK)',
          ExpressionAttributeValues: { ':hashes': new Set(hashes) },
        },
      },
    });
  }

  disable(person: Person, entry: AuditEntry): Promise<boolean> {
    return this.#write(person, entry, {
      factor: {
        Delete: {
          TableName: this.#tables.chat,
          Key: keys.secondFactor(person),
          ConditionExpression: 'attribute_exists(PK)',
        },
      },
      profile: this.#profile(person, 'REMOVE mfaEnabled'),
    });
  }

  async remove(person: Person, actorId: UserId, entry: AuditEntry): Promise<'removed' | 'none' | 'not-admin'> {
    const result = await this.#transact(person, entry, {
      actor: activeAdminCheck(this.#tables.chat, person.tenantId, actorId),
      // The profile decides, as at a login.
      factor: { Delete: { TableName: this.#tables.chat, Key: keys.secondFactor(person) } },
      profile: this.#profile(person, 'REMOVE mfaEnabled', { ':true': true }, 'mfaEnabled = :true'),
    });
    if (result.outcome === 'committed') return 'removed';
    return result.items.has('actor') ? 'not-admin' : 'none';
  }

  #profile(
    { tenantId, userId }: Person,
    UpdateExpression: string,
    values?: Record<string, unknown>,
    ConditionExpression = 'attribute_exists(PK)',
  ) {
    return {
      Update: {
        TableName: this.#tables.chat,
        Key: keys.profile(tenantId, userId),
        UpdateExpression,
        ConditionExpression,
        ...(values && { ExpressionAttributeValues: values }),
      },
    };
  }

  /** Writes with the entry, all or nothing; false: a condition failed. */
  async #write(person: Person, entry: AuditEntry, writes: NamedWrites<string>): Promise<boolean> {
    return (await this.#transact(person, entry, writes)).outcome === 'committed';
  }

  async #transact({ tenantId }: Person, entry: AuditEntry, writes: NamedWrites<string>) {
    const result = await retryContended.execute(() =>
      transact<string>(this.#client, { ...writes, entry: auditOutboxPut(this.#tables.chat, tenantId, entry) }),
    );
    if (result.outcome === 'contended') {
      throw new Unavailable('cannot change the second factor; it is being written to');
    }
    return result;
  }
}
