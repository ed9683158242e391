import { sharedPartitions } from '../../functions/contract/partitions.ts';
import { aTable, localDynamo } from './tables.ts';

/**
 * The environment of functions that run in this process: DynamoDB Local with tables of their own, and nobody where
 * connections and other services would be. Call it before a handler is imported.
 */
export const aDeployment = async () => {
  const client = localDynamo();
  const [chatTable, liveTable, auditTable] = [await aTable(client), await aTable(client), await aTable(client)];
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: process.env.DYNAMODB_LOCAL_ENDPOINT,
    CHAT_TABLE: chatTable,
    LIVE_TABLE: liveTable,
    AUDIT_TABLE: auditTable,
    EVENT_BUS: 'bus',
    MEDIA_BUCKET: 'media',
    FILES_ORIGIN: '',
    USER_POOL_ID: 'us-east-1_pool',
    USER_POOL_CLIENT_ID: 'client',
    CONNECTIONS_ENDPOINT: 'http://127.0.0.1:9/nowhere',
    ORIGIN_SECRET: '',
    AWS_ENDPOINT_URL_EVENTBRIDGE: 'http://127.0.0.1:9',
    AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:9',
    RECEIPT_QUEUE_URL: 'http://127.0.0.1:9/receipts',
    MFA_KEY_ARN: 'arn:aws:kms:us-east-1:111122223333:key/mfa',
    CODE_QUEUE_URL: 'http://127.0.0.1:9/codes',
    MAIL_SENDER: 'chat@example.com',
    COMMON_PASSWORDS: 'refused',
    CONFIRM_ADDRESSES: 'false',
    ALLOWED_ORIGINS: 'https://app.example',
    PUBLIC_URLS: 'https://app.example',
    SIGN_UP: 'open',
    SEARCH_ENDPOINT: '',
    SEARCH_SERVICE: 'none',
    SHARED_PARTITIONS: sharedPartitions.join(','),
  });
  return { client, chatTable, liveTable, auditTable };
};
