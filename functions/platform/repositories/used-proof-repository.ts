import { randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { TenantId } from '../../contract/identifiers.ts';
import type { Clock } from '../../domain/clock.ts';
import type { Proof, UsedProofs } from '../../domain/sessions/proofs.ts';
import { proofLifeSeconds } from '../dpop.ts';
import { keys } from '../keys.ts';

/** Used proofs of possession, in the Live table, for longer than one is taken for good. */
export class UsedProofRepository implements UsedProofs {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #clock: Clock;

  constructor(client: DynamoDBDocumentClient, table: string, clock: Clock) {
    this.#client = client;
    this.#table = table;
    this.#clock = clock;
  }

  async use(tenantId: TenantId, proof: Proof): Promise<boolean> {
    // The call may have been done when its answer was lost and it is sent again: then what is there is its own.
    const usedBy = randomUUID();
    const expiresAtSeconds = Math.ceil(this.#clock.nowMs() / 1000) + 2 * proofLifeSeconds;
    try {
      await this.#client.send(
        new PutCommand({
          TableName: this.#table,
          Item: { ...keys.usedProof(tenantId, proof.keyThumbprint, proof.id), usedBy, expiresAtSeconds },
          ConditionExpression: 'attribute_not_exists(PK) OR usedBy = :usedBy',
          ExpressionAttributeValues: { ':usedBy': usedBy },
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
}
