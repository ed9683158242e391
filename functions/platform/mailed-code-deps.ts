import { v7 as uuidV7 } from 'uuid';
import { bucketDeps } from './bucket-deps.ts';
import { dynamoClient, sqsClient } from './clients.ts';
import { SqsCodeQueue } from './code-queue.ts';
import { environment } from './environment.ts';
import { MailedCodeRepository } from './repositories/mailed-code-repository.ts';
import { UserRepository } from './repositories/user-repository.ts';

/** What asking for a code needs. */
export const requestCodeDeps = () => ({
  ...bucketDeps(),
  codeQueue: new SqsCodeQueue(sqsClient(), environment('CODE_QUEUE_URL')),
  sendsMail: environment('MAIL_SENDER') !== '',
  newId: () => uuidV7(),
});

/** What using a code needs, and finding whose it is. */
export const useCodeDeps = () => ({
  ...bucketDeps(),
  codes: new MailedCodeRepository(dynamoClient(), environment('LIVE_TABLE')),
  users: new UserRepository(dynamoClient(), environment('CHAT_TABLE')),
});
