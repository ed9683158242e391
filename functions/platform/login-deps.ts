import { bestEffortOutbox } from './best-effort-outbox.ts';
import { dynamoClient } from './clients.ts';
import { environment } from './environment.ts';
import { mfaDeps } from './mfa-deps.ts';
import { LoginChallengeRepository } from './repositories/login-challenge-repository.ts';
import { sessionIdOf, tokenDeps } from './session-deps.ts';

/** What logging in needs, by the password and by the second factor after it. */
export const loginDeps = () => ({
  ...tokenDeps(),
  ...mfaDeps(),
  challenges: new LoginChallengeRepository(dynamoClient(), environment('LIVE_TABLE')),
  bestEffort: bestEffortOutbox(),
  sessionIdOf,
});
