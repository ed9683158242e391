import { randomBytes, randomInt } from 'node:crypto';
import { CodeRequested } from '../contract/queue-messages.ts';
import { systemClock } from '../domain/clock.ts';
import { sendCode } from '../domain/mailed-codes/send-code.ts';
import { dynamoClient } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { queueConsumer } from '../platform/handlers/queue-consumer.ts';
import { logger } from '../platform/observability.ts';
import { MailedCodeRepository } from '../platform/repositories/mailed-code-repository.ts';
import { UserRepository } from '../platform/repositories/user-repository.ts';
import { mailer } from '../platform/ses-mailer.ts';

const deps = {
  users: new UserRepository(dynamoClient(), environment('CHAT_TABLE')),
  codes: new MailedCodeRepository(dynamoClient(), environment('LIVE_TABLE')),
  mailer: mailer(),
  clock: systemClock,
  newCode: () => String(randomInt(100_000_000)).padStart(8, '0'),
  newSalt: () => randomBytes(16).toString('base64url'),
};

/** Mails codes to who asked for them, where there is anybody. */
export const handler = queueConsumer(CodeRequested, async (request) => {
  const outcome = await sendCode(deps, request);
  logger.info('worked off a request for a code', { requestId: request.requestId, purpose: request.purpose, outcome });
});
