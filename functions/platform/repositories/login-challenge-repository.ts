import { DeleteCommand, type DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import {
  type ChallengeKey,
  type LoginChallenge,
  type LoginChallenges,
  triesOfChallenge,
} from '../../domain/mfa/login-challenges.ts';
import { keys } from '../keys.ts';
import { unlessRefused } from './unless-refused.ts';

/** Logins that wait for a second factor, in the Live table. */
export class LoginChallengeRepository implements LoginChallenges {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async add(key: ChallengeKey, challenge: LoginChallenge, expiresAtMs: number): Promise<void> {
    const Item = {
      ...keys.loginChallenge(key, key.session),
      ...challenge,
      tries: 0,
      expiresAtMs,
      expiresAtSeconds: Math.ceil(expiresAtMs / 1000),
    };
    await this.#client.send(new PutCommand({ TableName: this.#table, Item }));
  }

  async countTry(key: ChallengeKey, nowMs: number): Promise<LoginChallenge | undefined> {
    const counted = await unlessRefused(
      this.#client.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: keys.loginChallenge(key, key.session),
          UpdateExpression: 'ADD tries :one',
          ConditionExpression: 'expiresAtMs > :now AND tries < :all',
          ExpressionAttributeValues: { ':one': 1, ':now': nowMs, ':all': triesOfChallenge },
          ReturnValues: 'ALL_NEW',
        }),
      ),
    );
    return counted?.Attributes as LoginChallenge | undefined;
  }

  async take(key: ChallengeKey): Promise<boolean> {
    const taken = await unlessRefused(
      this.#client.send(
        new DeleteCommand({
          TableName: this.#table,
          Key: keys.loginChallenge(key, key.session),
          ConditionExpression: 'attribute_exists(PK)',
        }),
      ),
    );
    return taken !== undefined;
  }
}
