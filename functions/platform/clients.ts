import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import { CloudFrontClient } from '@aws-sdk/client-cloudfront';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { environment } from './environment.ts';
import { tracer } from './observability.ts';
import { fence } from './tenant-fence.ts';

/**
 * Connecting and answering within these times, in ms, and at most three tries: a call that hangs must not use up the
 * function's own time.
 */
const limits = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
};

let dynamo: DynamoDBDocumentClient | undefined;

/**
 * DynamoDB with plain values, behind the tenant's fence; undefined fields are left out of items. One for all of a
 * function, so that it opens its connections once.
 */
export const dynamoClient = (): DynamoDBDocumentClient => {
  dynamo ??= DynamoDBDocumentClient.from(
    fence(tracer.captureAWSv3Client(new DynamoDBClient(limits)), environment('SHARED_PARTITIONS')),
    { marshallOptions: { removeUndefinedValues: true } },
  );
  return dynamo;
};

/** Cognito, called with the function's role. */
export const cognitoClient = (): CognitoIdentityProviderClient =>
  tracer.captureAWSv3Client(new CognitoIdentityProviderClient(limits));

/** The bus. */
export const eventBridgeClient = (): EventBridgeClient => tracer.captureAWSv3Client(new EventBridgeClient(limits));

/** What is measured, and alarms. */
export const cloudWatchClient = (): CloudWatchClient => tracer.captureAWSv3Client(new CloudWatchClient(limits));

/** Secrets, read with the function's role. */
export const secretsClient = (): SecretsManagerClient => tracer.captureAWSv3Client(new SecretsManagerClient(limits));

/** Distributions. CloudFront takes its time to answer. */
export const cloudFrontClient = (): CloudFrontClient =>
  tracer.captureAWSv3Client(
    new CloudFrontClient({ ...limits, requestHandler: { ...limits.requestHandler, requestTimeout: 15_000 } }),
  );

/** Mail. A send that is tried again may arrive twice, with the same in it. */
export const sesClient = (): SESv2Client => tracer.captureAWSv3Client(new SESv2Client(limits));
/** Files; sending or fetching a large one takes its time. */
export const s3Client = (): S3Client =>
  tracer.captureAWSv3Client(
    new S3Client({ ...limits, requestHandler: { ...limits.requestHandler, requestTimeout: 120_000 } }),
  );

/** Keys that seal secrets. */
export const kmsClient = (): KMSClient => tracer.captureAWSv3Client(new KMSClient(limits));

/** Queues. */
export const sqsClient = (): SQSClient => tracer.captureAWSv3Client(new SQSClient(limits));

/**
 * The way to connected clients. A post takes some ms; one that hangs is given up soon, for the durable path to do. The
 * SDK tries nothing again: it would with throttled posts too, each by itself, beside those who back off for all.
 */
export const connectionsClient = (endpoint: string): ApiGatewayManagementApiClient =>
  tracer.captureAWSv3Client(
    new ApiGatewayManagementApiClient({
      ...limits,
      endpoint,
      maxAttempts: 1,
      requestHandler: { connectionTimeout: 500, requestTimeout: 1_000, throwOnRequestTimeout: true },
    }),
  );
