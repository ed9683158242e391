import { v7 as uuidV7 } from 'uuid';
import { systemClock } from '../domain/clock.ts';
import { dynamoClient, kmsClient } from './clients.ts';
import { environment } from './environment.ts';
import { KmsSealer } from './kms-sealer.ts';
import { FailureCountRepository } from './repositories/failure-count-repository.ts';
import { SecondFactorRepository } from './repositories/second-factor-repository.ts';

/** What looking at and changing second factors needs. */
export const mfaDeps = () => ({
  factors: new SecondFactorRepository(dynamoClient(), {
    chat: environment('CHAT_TABLE'),
    live: environment('LIVE_TABLE'),
  }),
  sealer: new KmsSealer(kmsClient(), environment('MFA_KEY_ARN')),
  failures: new FailureCountRepository(dynamoClient(), environment('LIVE_TABLE')),
  clock: systemClock,
  newId: () => uuidV7(),
});
