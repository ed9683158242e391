import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../../domain/clock.ts';
import type { Denials } from '../../domain/sessions/denials.ts';
import { type ItemKey, keys } from '../keys.ts';
import { batchGet } from './batch-get.ts';

/** The items that would deny somebody: one of the session (where one is named), one of the person, one of the tenant. */
export const denialKeys = ({ tenantId, userId, sessionId }: Parameters<Denials['has']>[0]): readonly ItemKey[] => [
  ...(sessionId === undefined ? [] : [keys.sessionDenial({ tenantId, userId, sessionId })]),
  keys.userDenial(tenantId, userId),
  keys.tenantDenial(tenantId),
];

/** Who is denied, in the Live table: one read, strongly consistent. */
export class DenialRepository implements Denials {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #clock: Clock;

  constructor(client: DynamoDBDocumentClient, table: string, clock: Clock) {
    this.#client = client;
    this.#table = table;
    this.#clock = clock;
  }

  async has(who: Parameters<Denials['has']>[0]): Promise<boolean> {
    return (await this.inForce(denialKeys(who), { consistent: true })).length > 0;
  }

  /** Those of these denials that are in force; one without an end is until it is taken back. */
  async inForce(wanted: readonly ItemKey[], options: { consistent: boolean }): Promise<readonly ItemKey[]> {
    const items = await batchGet(this.#client, this.#table, wanted, options);
    const nowSeconds = this.#clock.nowMs() / 1000;
    return items
      .filter(({ expiresAtSeconds }) => expiresAtSeconds === undefined || (expiresAtSeconds as number) > nowSeconds)
      .map(({ PK, SK }) => ({ PK, SK }) as ItemKey);
  }
}
