import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { administrator, localRegion } from '../../../localstack/ministack.ts';
import { endpoints } from './endpoints.ts';

/** Settings to reach the local cloud's AWS APIs with as its administrator. */
export const cloud = () => ({ endpoint: endpoints().gateway, region: localRegion, credentials: administrator });

/** The deployment's tables. */
export const tables = (): DynamoDBDocumentClient => DynamoDBDocumentClient.from(new DynamoDBClient(cloud()));
