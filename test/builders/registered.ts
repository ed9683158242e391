import { randomUUID } from 'node:crypto';
import type { SessionId } from '../../functions/contract/identifiers.ts';
import type { LoggedIn } from '../../functions/contract/identity.ts';
import type { Caller } from '../../functions/domain/caller.ts';
import { sessionIn } from './cognito.ts';
import { invokeHttp } from './handlers.ts';

/** Somebody who has registered and logged in, and who asks with the access token. */
export type Registered = LoggedIn & { readonly caller: Caller; readonly email: string };

/** Logs somebody in; with aUserPool every password is right. */
export const logIn = async (email: string, headers: Record<string, string> = {}): Promise<Registered> => {
  const body = { email, password: 'x', deviceId: 'phone' };
  const login = await invokeHttp<LoggedIn>('log-in', { body, headers });
  if (login.status !== 200) throw new Error(`cannot log in: ${login.status}`);
  const { id: userId, tenantId } = login.body.user;
  const sessionId = sessionIn(login.body.accessToken) as SessionId;
  return { ...login.body, email, caller: { tenantId, userId, sessionId } };
};

/** Registers somebody and logs them in; the first of a tenant is its admin. */
export const aRegistered = async (tenant: string, headers: Record<string, string> = {}): Promise<Registered> => {
  const email = `${randomUUID()}@example.com`;
  const body = { email, password: 'a good password', displayName: 'Ada', tenant };
  const { status } = await invokeHttp('register-user', { body, headers });
  if (status !== 201) throw new Error(`cannot register: ${status}`);
  return logIn(email, headers);
};

/** A tenant's slug that no other test has. */
export const aTenant = (): string => `t-${randomUUID().slice(0, 8)}`;
