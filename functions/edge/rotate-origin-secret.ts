import { randomBytes } from 'node:crypto';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import type { SecretsManagerRotationEvent } from 'aws-lambda';
import { OriginSecret, rotated } from '../domain/edge/origin-secret.ts';
import { cloudFrontClient, secretsClient } from '../platform/clients.ts';
import { sayOriginSecret } from '../platform/edge-distribution.ts';
import { environment } from '../platform/environment.ts';
import { observed } from '../platform/handlers/observed.ts';

const secrets = secretsClient();
const cloudFront = cloudFrontClient();
const distributionId = environment('DISTRIBUTION_ID');

const read = async (SecretId: string, stage: { VersionStage: string; VersionId?: string }): Promise<OriginSecret> => {
  const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId, ...stage }));
  return OriginSecret.parse(JSON.parse(SecretString ?? ''));
};

const isThere = async (SecretId: string, VersionId: string): Promise<boolean> => {
  try {
    await read(SecretId, { VersionStage: 'AWSPENDING', VersionId });
    return true;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return false;
    throw error;
  }
};

type Step = (secretId: string, token: string) => Promise<void>;

/** Secrets Manager calls the steps in this order, and each again after a failure. */
const steps: Readonly<Record<SecretsManagerRotationEvent['Step'], Step>> = {
  createSecret: async (SecretId, token) => {
    if (await isThere(SecretId, token)) return;
    const value = rotated(await read(SecretId, { VersionStage: 'AWSCURRENT' }), randomBytes(32).toString('base64url'));
    await secrets.send(
      new PutSecretValueCommand({
        SecretId,
        ClientRequestToken: token,
        SecretString: JSON.stringify(value),
        VersionStages: ['AWSPENDING'],
      }),
    );
  },
  setSecret: async (SecretId, token) => {
    const { current } = await read(SecretId, { VersionStage: 'AWSPENDING', VersionId: token });
    await sayOriginSecret(cloudFront, distributionId, current);
  },
  // The origins know the value since the rotation before this one.
  testSecret: async () => undefined,
  finishSecret: async (SecretId, token) => {
    const { VersionIdsToStages = {} } = await secrets.send(new DescribeSecretCommand({ SecretId }));
    const current = Object.keys(VersionIdsToStages).find((id) => VersionIdsToStages[id]?.includes('AWSCURRENT'));
    if (current === token) return;
    await secrets.send(
      new UpdateSecretVersionStageCommand({
        SecretId,
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: token,
        RemoveFromVersionId: current,
      }),
    );
  },
};

/** Gives the edge the value that the origins know already, and makes the one after. */
export const handler = observed(({ Step, SecretId, ClientRequestToken }: SecretsManagerRotationEvent) =>
  steps[Step](SecretId, ClientRequestToken),
);
