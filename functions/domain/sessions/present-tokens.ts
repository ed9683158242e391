import type { LoggedIn } from '../../contract/identity.ts';
import { presentOwnUser } from '../users/get-own-profile.ts';
import type { UserRecord } from '../users/users.ts';
import type { RefreshedTokens } from './refresh-token.ts';

/** What a login and a refresh answer. */
export const presentTokens = (
  { accessToken, refreshToken }: RefreshedTokens,
  deviceId: string,
  user: UserRecord,
): LoggedIn => ({
  accessToken,
  refreshToken,
  tokenType: 'Bearer',
  expiresIn: 900,
  deviceId,
  user: presentOwnUser(user),
});
