import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { Unavailable } from '../../domain/errors.ts';
import type { FailureCounts, FailureSubject } from '../../domain/limits/failure-counts.ts';
import { areForgotten, type FailureRule, type Failures, waitMs } from '../../domain/limits/failure-rule.ts';
import { type ItemKey, keys } from '../keys.ts';
import { batchGet } from './batch-get.ts';

const keyOf = (subject: FailureSubject): ItemKey => {
  if (subject.kind === 'login') return keys.loginFailures(subject.name);
  if (subject.kind === 'address') return keys.addressFailures(subject.address);
  return subject.kind === 'mfa' ? keys.mfaFailures(subject.person) : keys.passwordFailures(subject.person);
};

const failuresFrom = ({ count, sinceMs, lastMs }: Record<string, unknown>): Failures => ({
  count: count as number,
  sinceMs: sinceMs as number,
  lastMs: lastMs as number,
});

/** Each failure is counted in one write; a race with the first of all, or with a clearing, takes another. */
const tries = 5;

/** The first failure of a window. */
const begin = ({ windowMs }: FailureRule, nowMs: number) => ({
  UpdateExpression: 'SET #count = :one, sinceMs = :now, lastMs = :now, expiresAtSeconds = :end',
  ConditionExpression: 'attribute_not_exists(PK) OR sinceMs <= :over',
  ExpressionAttributeValues: {
    ':one': 1,
    ':now': nowMs,
    ':over': nowMs - windowMs,
    ':end': Math.ceil((nowMs + windowMs) / 1000),
  },
});

/** One more in a window, on the rule's condition that the last one's delay is over. */
const goOn = ({ windowMs, free, delaysMs }: FailureRule, nowMs: number) => {
  const delays = delaysMs.map((delayMs, index) => ({
    condition: `#count ${index === delaysMs.length - 1 ? '>=' : '='} :count${index} AND lastMs <= :last${index}`,
    values: { [`:count${index}`]: free + index, [`:last${index}`]: nowMs - delayMs },
  }));
  return {
    UpdateExpression: 'SET lastMs = :now ADD #count :one',
    ConditionExpression: `sinceMs > :over AND (#count < :free OR ${delays.map(({ condition }) => `(${condition})`).join(' OR ')})`,
    ExpressionAttributeValues: {
      ':one': 1,
      ':now': nowMs,
      ':over': nowMs - windowMs,
      ':free': free,
      ...Object.assign({}, ...delays.map(({ values }) => values)),
    },
  };
};

/** Failures, in the Live table. */
export class FailureCountRepository implements FailureCounts {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async read(subjects: readonly FailureSubject[]): Promise<readonly (Failures | undefined)[]> {
    const wanted = subjects.map(keyOf);
    const items = await batchGet(this.#client, this.#table, wanted, { consistent: true });
    return wanted.map(({ PK, SK }) => {
      const item = items.find((each) => each.PK === PK && each.SK === SK);
      return item && failuresFrom(item);
    });
  }

  async add(
    subject: FailureSubject,
    rule: FailureRule,
    { seen, nowMs }: { readonly seen: Failures | undefined; readonly nowMs: number },
  ): Promise<Failures | undefined> {
    let known = seen;
    for (let left = tries; left > 0; left -= 1) {
      const isFirst = known === undefined || areForgotten(rule, known, nowMs);
      try {
        await this.#client.send(
          new UpdateCommand({
            TableName: this.#table,
            Key: keyOf(subject),
            ...(isFirst ? begin(rule, nowMs) : goOn(rule, nowMs)),
            ExpressionAttributeNames: { '#count': 'count' },
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        );
        return undefined;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        known = error.Item && failuresFrom(unmarshall(error.Item));
        if (waitMs(rule, known, nowMs) > 0) return known;
      }
    }
    throw new Unavailable('cannot log in; too many are trying', { retryAfterMs: 500 });
  }

  async clear(subject: FailureSubject): Promise<void> {
    await this.#client.send(new DeleteCommand({ TableName: this.#table, Key: keyOf(subject) }));
  }
}
