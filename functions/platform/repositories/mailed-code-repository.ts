import { DeleteCommand, type DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import {
  claimMs,
  type MailedCode,
  type MailedCodeKey,
  type MailedCodes,
  triesOfCode,
} from '../../domain/mailed-codes/mailed-codes.ts';
import { keys } from '../keys.ts';
import { unlessRefused } from './unless-refused.ts';

/** Codes that are sent by mail, in the Live table. */
export class MailedCodeRepository implements MailedCodes {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async put(key: MailedCodeKey, code: MailedCode, expiresAtMs: number): Promise<'put' | 'late'> {
    const put = new PutCommand({
      TableName: this.#table,
      Item: {
        ...keys.mailedCode(key),
        ...code,
        tries: 0,
        expiresAtMs,
        expiresAtSeconds: Math.ceil(expiresAtMs / 1000),
      },
      // The queue may bring the earlier of two requests last.
      ConditionExpression:
        'attribute_not_exists(PK) OR requestId < :request OR (requestId = :request AND attribute_not_exists(isSent))',
      ExpressionAttributeValues: { ':request': code.requestId },
    });
    return (await unlessRefused(this.#client.send(put))) ? 'put' : 'late';
  }

  async noteSent(key: MailedCodeKey, requestId: string): Promise<void> {
    await this.#update(key, {
      UpdateExpression: 'SET isSent = :true',
      ConditionExpression: 'requestId = :request',
      ExpressionAttributeValues: { ':true': true, ':request': requestId },
    });
  }

  async countTry(key: MailedCodeKey, nowMs: number): Promise<MailedCode | undefined> {
    const counted = await this.#update(key, {
      UpdateExpression: 'ADD tries :one',
      ConditionExpression: 'expiresAtMs > :now AND tries < :all',
      ExpressionAttributeValues: { ':one': 1, ':now': nowMs, ':all': triesOfCode },
    });
    const { requestId, salt, hash } = (counted?.Attributes ?? {}) as unknown as MailedCode;
    return counted && { requestId, salt, hash };
  }

  async claim(key: MailedCodeKey, requestId: string, nowMs: number): Promise<boolean> {
    const claimed = await this.#update(key, {
      UpdateExpression: 'SET claimedUntilMs = :until',
      ConditionExpression: 'requestId = :request AND (attribute_not_exists(claimedUntilMs) OR claimedUntilMs <= :now)',
      ExpressionAttributeValues: { ':until': nowMs + claimMs, ':request': requestId, ':now': nowMs },
    });
    return claimed !== undefined;
  }

  async remove(key: MailedCodeKey, requestId: string): Promise<void> {
    const remove = new DeleteCommand({
      TableName: this.#table,
      Key: keys.mailedCode(key),
      ConditionExpression: 'requestId = :request',
      ExpressionAttributeValues: { ':request': requestId },
    });
    await unlessRefused(this.#client.send(remove));
  }

  #update(
    key: MailedCodeKey,
    update: {
      readonly UpdateExpression: string;
      readonly ConditionExpression: string;
      readonly ExpressionAttributeValues: Record<string, unknown>;
    },
  ) {
    const command = new UpdateCommand({
      TableName: this.#table,
      Key: keys.mailedCode(key),
      ReturnValues: 'ALL_NEW',
      ...update,
    });
    return unlessRefused(this.#client.send(command));
  }
}
