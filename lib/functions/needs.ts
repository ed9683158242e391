import { ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import type { UserPool, UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { type SharedPartition, tenantPrefix } from '../../functions/contract/partitions.ts';
import type { Deployment } from '../deployment.ts';
import type { MailIdentity } from '../identity/mail-identity.ts';
import type { MfaKey } from '../identity/mfa-key.ts';
import { alarmName } from '../operations/alarm-name.ts';
import { grantSearch, type SearchUse } from '../search/grant-search.ts';
import type { SearchAccess } from '../search/search.ts';
import type { FilesSettings } from '../stages.ts';
import type { ConnectionsAddress } from '../target.ts';
import { nagArnOf, nagNameOf } from './nag-names.ts';

/** What functions do with a table; the parts of a transaction are granted one by one. */
export type TableAction = `dynamodb:${
  | 'GetItem'
  | 'BatchGetItem'
  | 'Query'
  | 'Scan'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'BatchWriteItem'
  | 'ConditionCheckItem'}`;

/** What functions do with the objects of a bucket below a prefix. */
export type BucketAction = `s3:${'GetObject' | 'PutObject' | 'DeleteObject' | 'ListBucket'} ${'uploads' | 'media'}`;

/** What functions do with connections: post to them, look at them, close them. */
export type ConnectionMethod = 'POST' | 'GET' | 'DELETE';

/** What a function uses. Its environment variables and its permissions both follow from this. */
export interface FunctionNeeds {
  /** CHAT_TABLE */
  readonly chatTable: readonly TableAction[];
  /** LIVE_TABLE */
  readonly liveTable: readonly TableAction[];
  /** AUDIT_TABLE: entries are added and read, and nothing else */
  readonly auditTable: readonly Extract<TableAction, 'dynamodb:PutItem' | 'dynamodb:Query'>[];
  /** EVENT_BUS */
  readonly eventBus: readonly `events:${'PutEvents' | 'DescribeEventBus'}`[];
  /** USER_POOL_ID, USER_POOL_CLIENT_ID */
  readonly userPool: readonly `cognito-idp:${string}`[];
  /** CONNECTIONS_ENDPOINT: to post to WebSocket connections; or what else is done with them */
  readonly connections: true | readonly ConnectionMethod[];
  /** MEDIA_BUCKET */
  readonly mediaBucket: readonly BucketAction[];
  /** FILES_ORIGIN, with an edge FILES_KEY_SECRET, without one MEDIA_BUCKET: to sign URLs of files */
  readonly downloads: true;
  /** RECEIPT_QUEUE_URL */
  readonly receiptQueue: readonly 'sqs:SendMessage'[];
  /** MFA_KEY_ARN */
  readonly mfaKey: readonly `kms:${'Encrypt' | 'Decrypt'}`[];
  /** CODE_QUEUE_URL */
  readonly codeQueue: readonly 'sqs:SendMessage'[];
  /** SEARCH_ENDPOINT, SEARCH_SERVICE */
  readonly search: SearchUse;
  /**
   * INDEX_QUEUE_URL: to put something into it; or INDEX_DEAD_LETTER_QUEUE_URL too, for the function that consumes it, to
   * give up what will never do
   */
  readonly indexQueue: 'put' | 'consume';
  /** ALARM_PREFIX: to read what is measured, and this deployment's alarms */
  readonly measurements: true;
  /** ALLOWED_ORIGINS: comma separated */
  readonly allowedOrigins: true;
  /** PUBLIC_URLS: comma separated */
  readonly publicUrls: true;
  /** MAIL_SENDER: to send mail; with no action, to know whether any is sent */
  readonly mail: readonly 'ses:SendEmail'[];
  /** COMMON_PASSWORDS: accepted or refused */
  readonly commonPasswords: true;
  /** CONFIRM_ADDRESSES: true or false */
  readonly confirmAddresses: true;
  /** SIGN_UP: open or closed */
  readonly signUp: true;
  /** ORIGIN_SECRET: to tell what came through the edge */
  readonly originSecret: true;
}

/** Some of the needs, by their names. */
export type Needs<Need extends keyof FunctionNeeds> = { readonly [Each in Need]?: FunctionNeeds[Each] };

/** What meets the needs. */
export interface Capabilities {
  readonly chatTable: TableV2;
  readonly liveTable: TableV2;
  readonly auditTable: TableV2;
  readonly eventBus: EventBus;
  readonly userPool: { readonly pool: UserPool; readonly client: UserPoolClient };
  readonly connections: ConnectionsAddress;
  readonly mediaBucket: Bucket;
  readonly downloads: {
    readonly bucket: Bucket;
    /** Undefined: files are fetched from the bucket itself. */
    readonly files: FilesSettings | undefined;
  };
  readonly receiptQueue: Queue;
  readonly codeQueue: Queue;
  readonly search: SearchAccess;
  /** Undefined: nothing is indexed. */
  readonly indexQueue: { readonly queue: Queue; readonly deadLetterQueue: Queue } | undefined;
  readonly mfaKey: MfaKey;
  readonly measurements: true;
  readonly allowedOrigins: readonly string[];
  /** Base URLs that clients call the HTTP API under. */
  readonly publicUrls: readonly string[];
  readonly mail: MailIdentity;
  readonly commonPasswords: 'accepted' | 'refused';
  readonly confirmAddresses: boolean;
  readonly signUp: 'open' | 'closed';
  /** Undefined: no edge stands in front. */
  readonly originSecret: string | undefined;
}

/** The function whose needs are met. */
interface Needing {
  readonly lambda: LambdaFunction;
  readonly deployment: Deployment;
  readonly sharedPartitions: readonly SharedPartition[];
}

type Connect = {
  readonly [Need in keyof FunctionNeeds]: (
    to: Needing,
    actions: FunctionNeeds[Need],
    capability: Capabilities[Need],
  ) => Record<string, string>;
};

/** What DynamoDB does in the caller's name with a key of this account. */
const keyActions = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

/**
 * The partitions of tenants and the shared ones that the function names, and no others. A scan has no leading key, and so
 * passes: which functions may scan is in the table of permissions.
 */
const grantTable = (table: TableV2, { lambda, sharedPartitions }: Needing, actions: readonly TableAction[]): void => {
  const leadingKeys = [`${tenantPrefix}*`, ...sharedPartitions.map((name) => `${name}#*`)];
  for (const statement of table.grant(lambda, ...actions).principalStatements) {
    statement.addCondition('ForAllValues:StringLike', { 'dynamodb:LeadingKeys': leadingKeys });
  }
  table.encryptionKey?.grant(lambda, ...keyActions);
};

/** The right to do this with the bucket's objects below a prefix. */
const grantObjects = (bucket: Bucket, lambda: LambdaFunction, one: BucketAction): void => {
  const [action, prefix] = one.split(' ') as [string, string];
  if (action === 's3:ListBucket') {
    const conditions = { StringLike: { 's3:prefix': `${prefix}/*` } };
    Grant.addToPrincipal({ grantee: lambda, actions: [action], resourceArns: [bucket.bucketArn], conditions });
    return;
  }
  Grant.addToPrincipal({ grantee: lambda, actions: [action], resourceArns: [bucket.arnForObjects(`${prefix}/*`)] });
  Validations.of(lambda.role ?? lambda).acknowledge({
    id: `AwsSolutions-IAM5[Resource::${nagNameOf(Stack.of(lambda), bucket.bucketArn)}/${prefix}/*]`,
    reason: 'Objects come and go; what a function may reach are those below one prefix of this bucket.',
  });
};

/** The right to one thing with any connection of a WebSocket API, such as posting, and no other. */
const grantConnections = (
  lambda: LambdaFunction,
  { apiId, stageName }: ConnectionsAddress,
  method: ConnectionMethod,
): void => {
  const resource = `/${stageName}/${method}/@connections/*`;
  const stack = Stack.of(lambda);
  Grant.addToPrincipal({
    grantee: lambda,
    actions: ['execute-api:ManageConnections'],
    resourceArns: [stack.formatArn({ service: 'execute-api', resource: apiId + resource })],
  });
  const api = `${nagArnOf(stack, 'execute-api')}:${nagNameOf(stack, apiId)}`;
  Validations.of(lambda.role ?? lambda).acknowledge({
    id: `AwsSolutions-IAM5[Resource::${api}${resource}]`,
    reason: 'Connections come and go; what a function may reach is every connection of this API and no other.',
  });
};

/** The right to read a secret that is known by its name alone. */
const grantSecret = (lambda: LambdaFunction, secretName: string): void => {
  Grant.addToPrincipal({
    grantee: lambda,
    actions: ['secretsmanager:GetSecretValue'],
    resourceArns: [
      Stack.of(lambda).formatArn({
        service: 'secretsmanager',
        resource: 'secret',
        // Secrets Manager adds a hyphen and six characters of its own.
        resourceName: `${secretName}-??????`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    ],
  });
};

/** How each need is met: it grants, and returns environment variables. */
const connect: Connect = {
  chatTable: (to, actions, table) => {
    grantTable(table, to, actions);
    return { CHAT_TABLE: table.tableName };
  },
  liveTable: (to, actions, table) => {
    grantTable(table, to, actions);
    return { LIVE_TABLE: table.tableName };
  },
  auditTable: (to, actions, table) => {
    grantTable(table, to, actions);
    return { AUDIT_TABLE: table.tableName };
  },
  eventBus: ({ lambda, deployment }, actions, bus) => {
    Grant.addToPrincipal({ grantee: lambda, actions: [...actions], resourceArns: deployment.target.busArns(bus) });
    return { EVENT_BUS: bus.eventBusName };
  },
  userPool: ({ lambda }, actions, { pool, client }) => {
    if (actions.length > 0) pool.grant(lambda, ...actions);
    return { USER_POOL_ID: pool.userPoolId, USER_POOL_CLIENT_ID: client.userPoolClientId };
  },
  connections: ({ lambda }, methods, address) => {
    for (const method of methods === true ? (['POST'] as const) : methods) grantConnections(lambda, address, method);
    return { CONNECTIONS_ENDPOINT: address.endpoint };
  },
  mediaBucket: ({ lambda }, actions, bucket) => {
    for (const action of actions) grantObjects(bucket, lambda, action);
    return { MEDIA_BUCKET: bucket.bucketName };
  },
  downloads: ({ lambda }, _need, { bucket, files }) => {
    if (files === undefined) {
      grantObjects(bucket, lambda, 's3:GetObject media');
      return { FILES_ORIGIN: '', MEDIA_BUCKET: bucket.bucketName };
    }
    grantSecret(lambda, files.keySecretName);
    return { FILES_ORIGIN: `https://${files.name}`, FILES_KEY_SECRET: files.keySecretName };
  },
  receiptQueue: ({ lambda }, actions, { queueArn, queueUrl }) => {
    Grant.addToPrincipal({ grantee: lambda, actions: [...actions], resourceArns: [queueArn] });
    return { RECEIPT_QUEUE_URL: queueUrl };
  },
  mfaKey: ({ lambda }, actions, { keyArn }) => {
    Grant.addToPrincipal({ grantee: lambda, actions: [...actions], resourceArns: [keyArn] });
    return { MFA_KEY_ARN: keyArn };
  },
  codeQueue: ({ lambda }, actions, { queueArn, queueUrl }) => {
    Grant.addToPrincipal({ grantee: lambda, actions: [...actions], resourceArns: [queueArn] });
    return { CODE_QUEUE_URL: queueUrl };
  },
  search: ({ lambda }, use, access) => grantSearch(lambda, use, access),
  indexQueue: ({ lambda }, use, queues) => {
    if (queues === undefined) throw new Error('cannot give a function the queue to index from; there is no search');
    const { queue, deadLetterQueue } = queues;
    const { queueArn } = use === 'put' ? queue : deadLetterQueue;
    Grant.addToPrincipal({ grantee: lambda, actions: ['sqs:SendMessage'], resourceArns: [queueArn] });
    return {
      INDEX_QUEUE_URL: queue.queueUrl,
      ...(use === 'consume' && { INDEX_DEAD_LETTER_QUEUE_URL: deadLetterQueue.queueUrl }),
    };
  },
  measurements: ({ lambda, deployment }) => {
    Grant.addToPrincipal({
      grantee: lambda,
      actions: ['cloudwatch:DescribeAlarms', 'cloudwatch:GetMetricData', 'cloudwatch:ListMetrics'],
      resourceArns: ['*'],
    });
    Validations.of(lambda.role ?? lambda).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'Listing alarms and reading what is measured take no resource; a template test names who may.',
    });
    return { ALARM_PREFIX: alarmName(deployment, '') };
  },
  allowedOrigins: (_to, _need, origins) => ({ ALLOWED_ORIGINS: origins.join(',') }),
  publicUrls: (_to, _need, urls) => ({ PUBLIC_URLS: urls.join(',') }),
  mail: ({ lambda, deployment }, actions, { sender, identityArn }) => {
    if (identityArn !== undefined && actions.length > 0) {
      const resourceArns = [...deployment.target.mailArns(identityArn)];
      Grant.addToPrincipal({ grantee: lambda, actions: [...actions], resourceArns });
      if (resourceArns.includes('*')) {
        Validations.of(lambda.role ?? lambda).acknowledge({
          id: 'AwsSolutions-IAM5[Resource::*]',
          reason: 'The local cloud looks at no identity when mail is sent, and sends none of it on.',
        });
      }
    }
    return { MAIL_SENDER: sender ?? '' };
  },
  commonPasswords: (_to, _need, commonPasswords) => ({ COMMON_PASSWORDS: commonPasswords }),
  confirmAddresses: (_to, _need, wanted) => ({ CONFIRM_ADDRESSES: String(wanted) }),
  signUp: (_to, _need, signUp) => ({ SIGN_UP: signUp }),
  originSecret: ({ lambda }, _need, secretName) => {
    if (secretName === undefined) return { ORIGIN_SECRET: '' };
    grantSecret(lambda, secretName);
    return { ORIGIN_SECRET: secretName };
  },
};

/** Grants a function what it needs and puts it into its environment. */
export const meetNeeds = <Need extends keyof FunctionNeeds>(
  to: Needing,
  needs: Needs<Need>,
  capabilities: Pick<Capabilities, Need>,
): void => {
  for (const need of Object.keys(needs) as Need[]) {
    const actions = needs[need];
    if (actions === undefined) continue;
    const environment = connect[need](to, actions, capabilities[need]);
    for (const [name, value] of Object.entries(environment)) to.lambda.addEnvironment(name, value);
  }
};
