import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateEventSourceMappingCommand, CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { gatewayUrl, type Instance, logFileOf, openInstance } from '../../../localstack/instance.ts';
import { localAws } from '../../../localstack/local-aws.ts';
import { removeInstance } from '../../../localstack/local-cloud.ts';
import { administrator, localAccount, localRegion, startMinistack } from '../../../localstack/ministack.ts';
import { stopPart } from '../../../localstack/part.ts';
import { freePorts } from '../../../localstack/ports.ts';
import { endWithThisProcess } from '../../../localstack/test-instance.ts';
import { zip } from '../../../localstack/zip.ts';
import { eventually } from '../../e2e/support/eventually.ts';

const [gateway] = await freePorts(1);
const instance: Instance = openInstance({
  INSTANCE: `restart-${crypto.randomUUID().slice(0, 8)}`,
  GATEWAY_PORT: String(gateway),
});
const start = () => startMinistack(instance, { persistent: true, signal: AbortSignal.timeout(60_000) });

/** What IAM is asked; the local cloud looks at whose the key is, not at the signature. */
const askIam = async (parameters: Readonly<Record<string, string>>): Promise<void> => {
  const { ok, status } = await fetch(gatewayUrl(instance), {
    method: 'POST',
    headers: {
      Authorization: `AWS4-HMAC-SHA256 Credential=${administrator.accessKeyId}/20260101/${localRegion}/iam/aws4_request, SignedHeaders=host, Signature=none`,
    },
    body: new URLSearchParams({ Version: '2010-05-08', ...parameters }),
  });
  if (!ok) throw new Error(`IAM answered ${status}`);
};

/** A role of a function that may read streams. */
const makeRole = async (RoleName: string): Promise<void> => {
  const Version = '2012-10-17';
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = JSON.stringify({ Version, Statement: [trust] });
  await askIam({ Action: 'CreateRole', RoleName, AssumeRolePolicyDocument });
  const PolicyDocument = JSON.stringify({
    Version,
    Statement: [{ Effect: 'Allow', Action: 'dynamodb:*', Resource: '*' }],
  });
  await askIam({ Action: 'PutRolePolicy', RoleName, PolicyName: 'read', PolicyDocument });
};

beforeAll(() => endWithThisProcess(instance));
afterAll(() => removeInstance(instance));

it('tells what reads a stream of what is written after a stop and a start', async () => {
  // Given a function that reads a table's stream, and has read of it
  await start();
  const [dynamoDb, lambda] = [new DynamoDBClient(localAws(instance)), new LambdaClient(localAws(instance))];
  const { TableDescription } = await dynamoDb.send(
    new CreateTableCommand({
      TableName: 'told',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
    }),
  );
  await makeRole('reader');
  const [code, archive] = ['index.js', 'code.zip'].map((name) => join(instance.directory, name)) as [string, string];
  writeFileSync(code, "exports.handler = async ({ Records }) => console.log('read', Records[0].dynamodb.Keys.pk.S);");
  await zip('--create', archive, code);
  const { FunctionArn } = await lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'reader',
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Role: `arn:aws:iam::${localAccount}:role/reader`,
      Code: { ZipFile: readFileSync(archive) },
    }),
  );
  await lambda.send(
    new CreateEventSourceMappingCommand({
      FunctionName: FunctionArn,
      EventSourceArn: TableDescription?.LatestStreamArn,
      StartingPosition: 'TRIM_HORIZON',
    }),
  );
  const put = (pk: string) => dynamoDb.send(new PutItemCommand({ TableName: 'told', Item: { pk: { S: pk } } }));
  const isRead = (pk: string) =>
    eventually(async () => readFileSync(logFileOf(instance, 'gateway'), 'utf8').includes(`read ${pk}`) || undefined);
  await put('before');
  expect(await isRead('before')).toBe(true);

  // When it is stopped and started
  await stopPart(instance, 'gateway');
  await start();
  await put('after');

  // Then it reads on
  expect(await isRead('after')).toBe(true);
}, 120_000);
