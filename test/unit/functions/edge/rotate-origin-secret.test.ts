import {
  CloudFrontClient,
  type DistributionConfig,
  GetDistributionConfigCommand,
  UpdateDistributionCommand,
} from '@aws-sdk/client-cloudfront';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { SecretsManagerRotationEvent } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { originSecretHeader } from '../../../../functions/contract/edge-headers.ts';
import { aContext } from '../../../builders/lambda.ts';

process.env.AWS_REGION = 'us-east-1';
process.env.DISTRIBUTION_ID = 'E1';
const { handler } = await import('../../../../functions/edge/rotate-origin-secret.ts');

const secrets = mockClient(SecretsManagerClient);
const cloudFront = mockClient(CloudFrontClient);

let versions: Map<string, { value: string; stages: string[] }>;
let sent: string[];

const originOf = (
  Id: string,
): NonNullable<DistributionConfig['Origins']>['Items'] extends (infer One)[] | undefined ? One : never => ({
  Id,
  DomainName: `${Id}.chat.example.com`,
  CustomHeaders: { Quantity: 1, Items: [{ HeaderName: originSecretHeader, HeaderValue: sent.at(-1) }] },
});

beforeEach(() => {
  versions = new Map([['v1', { value: JSON.stringify({ current: 'a', next: 'b' }), stages: ['AWSCURRENT'] }]]);
  sent = ['a'];
  secrets.reset();
  secrets.on(GetSecretValueCommand).callsFake(({ VersionStage, VersionId }) => {
    const found = [...versions].find(
      ([id, { stages }]) => stages.includes(VersionStage) && (VersionId === undefined || VersionId === id),
    );
    if (!found) throw new ResourceNotFoundException({ message: 'none', $metadata: {} });
    return { SecretString: found[1].value };
  });
  secrets.on(PutSecretValueCommand).callsFake(({ ClientRequestToken, SecretString, VersionStages }) => {
    versions.set(ClientRequestToken, { value: SecretString, stages: VersionStages });
    return {};
  });
  secrets.on(DescribeSecretCommand).callsFake(() => ({
    VersionIdsToStages: Object.fromEntries([...versions].map(([id, { stages }]) => [id, stages])),
  }));
  secrets.on(UpdateSecretVersionStageCommand).callsFake(({ MoveToVersionId, RemoveFromVersionId }) => {
    versions.get(RemoveFromVersionId)?.stages.splice(0, 1, 'AWSPREVIOUS');
    versions.get(MoveToVersionId)?.stages.splice(0, 1, 'AWSCURRENT');
    return {};
  });
  cloudFront.reset();
  cloudFront.on(GetDistributionConfigCommand).callsFake(() => ({
    ETag: `etag ${sent.length}`,
    DistributionConfig: { Comment: 'kept', Origins: { Quantity: 2, Items: [originOf('api'), originOf('ws')] } },
  }));
  cloudFront.on(UpdateDistributionCommand).callsFake(({ IfMatch, DistributionConfig: config }) => {
    expect([IfMatch, config.Comment, config.Origins.Quantity]).toEqual([`etag ${sent.length}`, 'kept', 2]);
    const values = config.Origins.Items.map((origin: ReturnType<typeof originOf>) => origin.CustomHeaders?.Items?.[0]);
    expect(new Set(values.map((header: { HeaderValue: string }) => header.HeaderValue)).size).toBe(1);
    sent.push(values[0].HeaderValue);
    return {};
  });
});

const rotate = async (...steps: SecretsManagerRotationEvent['Step'][]) => {
  for (const Step of steps) {
    await handler({ Step, SecretId: 'secret', ClientRequestToken: 'v2' }, aContext());
  }
};
const value = (version: string) => JSON.parse(versions.get(version)?.value ?? '{}');

describe('a rotation', () => {
  it('makes the edge say what was next, and then makes that the current value', async () => {
    await rotate('createSecret', 'setSecret');
    expect([sent.at(-1), versions.get('v1')?.stages]).toEqual(['b', ['AWSCURRENT']]);
    await rotate('testSecret', 'finishSecret');
    expect(versions.get('v2')?.stages).toEqual(['AWSCURRENT']);
    expect(value('v2')).toEqual({ previous: 'a', current: 'b', next: expect.stringMatching(/^[\w-]{43}$/) });
  });

  it('changes nothing more when each step runs twice', async () => {
    await rotate('createSecret');
    const made = value('v2');
    await rotate('createSecret', 'setSecret', 'setSecret', 'finishSecret', 'finishSecret');
    expect(value('v2')).toEqual(made);
    expect(sent).toEqual(['a', 'b']);
    expect(secrets.commandCalls(UpdateSecretVersionStageCommand)).toHaveLength(1);
  });

  it('leaves the edge as it is the first time, when no origin knows another value yet', async () => {
    versions = new Map([['v1', { value: JSON.stringify({ current: 'a' }), stages: ['AWSCURRENT'] }]]);
    await rotate('createSecret', 'setSecret', 'testSecret', 'finishSecret');
    expect([sent, value('v2').current]).toEqual([['a'], 'a']);
  });
});
