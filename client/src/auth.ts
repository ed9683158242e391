import type { Unsubscribe } from './emitter.ts';
import { ChatError } from './errors.ts';
import type { CallOptions, HttpClient } from './http-client.ts';
import type { ProofMaker } from './proof-maker.ts';
import type { EndReason, Session } from './session.ts';
import type { SignedInUser } from './token-store.ts';
import type {
  ChangePassword,
  DisableMfa,
  LoggedIn,
  LogIn,
  MfaDisabled,
  MfaEnabled,
  MfaRequired,
  MfaSetup,
  RecoveryCodes,
  Register,
  Registered,
} from './wire.ts';

/** What a person logs in with: an e-mail address or a username, a password, and a TOTP code if they have it at hand. */
export type Credentials = Omit<LogIn, 'deviceId'>;

/** What answers a challenge: the code of an authenticator, or one of the recovery codes. */
export type MfaAnswer = { readonly code: string } | { readonly recoveryCode: string };

/** What came of logging in: signed in, or a second factor is asked for. */
export type LogInResult =
  | { readonly status: 'signed-in'; readonly user: SignedInUser }
  | { readonly status: 'mfa-required'; verify(answer: MfaAnswer, options?: CallOptions): Promise<SignedInUser> };

/** Who is signed in on this device, and how they come and go. */
export interface Auth {
  /** Who is signed in; undefined when nobody is. */
  readonly user: SignedInUser | undefined;
  register(
    person: Omit<Register, 'tenant'> & { readonly tenant?: string; readonly invitation?: string },
    options?: CallOptions,
  ): Promise<Registered>;
  /**
   * Signs in. Who was signed in before is so no more: nothing of theirs is shown, and nothing goes on for them.
   *
   * @throws ChatError INVALID_CREDENTIALS; RATE_LIMITED with retryAfterMs after failures
   */
  logIn(credentials: Credentials, options?: CallOptions): Promise<LogInResult>;
  /** Goes on as who was signed in before, by what the token store has. */
  restore(): Promise<SignedInUser | undefined>;
  /** Ends the session here and on the server; without an answer from there, here at least. */
  logOut(options?: CallOptions & { readonly allDevices?: boolean }): Promise<void>;
  confirmEmail(body: { readonly email: string; readonly code: string }, options?: CallOptions): Promise<void>;
  resendCode(body: { readonly email: string }, options?: CallOptions): Promise<void>;
  forgotPassword(body: { readonly email: string }, options?: CallOptions): Promise<void>;
  resetPassword(
    body: { readonly email: string; readonly code: string; readonly newPassword: string },
    options?: CallOptions,
  ): Promise<void>;
  /**
   * Sets another password, which signs all other devices out. Again does no harm.
   *
   * @throws ChatError INVALID_CREDENTIALS where the current one is not right; RATE_LIMITED with retryAfterMs after that
   */
  changePassword(body: ChangePassword, options?: CallOptions): Promise<void>;
  /** Makes a secret for an authenticator; `verifyMfa` with its first code puts it in force. */
  enableMfa(options?: CallOptions): Promise<MfaSetup>;
  verifyMfa(body: { readonly code: string }, options?: CallOptions): Promise<MfaEnabled>;
  disableMfa(body: DisableMfa, options?: CallOptions): Promise<MfaDisabled>;
  /** Makes new recovery codes; those of before are void. */
  newRecoveryCodes(body: { readonly code: string }, options?: CallOptions): Promise<RecoveryCodes>;
  /** Somebody is signed in from now on, by logging in, by `restore`, or in another tab. */
  onStarted(listener: (user: SignedInUser) => void): Unsubscribe;
  onEnded(listener: (reason: EndReason) => void): Unsubscribe;
}

/** What signing in needs. */
export interface AuthDeps {
  readonly http: HttpClient;
  readonly session: Session;
  readonly proofs: ProofMaker | undefined;
  readonly deviceName: string | undefined;
}

class DefaultAuth implements Auth {
  readonly #deps: AuthDeps;
  /** Kept over logging out: the same device logs in again. */
  #deviceId: string | undefined;

  constructor(deps: AuthDeps) {
    this.#deps = deps;
  }

  get user() {
    return this.#deps.session.user;
  }

  register: Auth['register'] = (person, options) =>
    this.#deps.http.call({ method: 'POST', path: '/auth/register', body: person, ...options });

  logIn: Auth['logIn'] = async (credentials, options) => {
    const { deviceName } = this.#deps;
    const deviceId = this.#deviceId ?? this.#deps.session.deviceId;
    const answer = await this.#logInCall<LoggedIn | MfaRequired>(
      '/auth/login',
      { ...(deviceName !== undefined && { deviceName }), ...(deviceId !== undefined && { deviceId }), ...credentials },
      options,
    );
    if (!('mfaRequired' in answer)) return { status: 'signed-in', user: await this.#begin(answer) };
    const { session } = answer;
    return {
      status: 'mfa-required',
      verify: async (factor, verifyOptions) => {
        const { email } = credentials;
        if (email === undefined) return this.#logInAgain(credentials, factor, verifyOptions);
        const body = { email, session, ...(deviceId !== undefined && { deviceId }), ...factor };
        return this.#begin(await this.#logInCall<LoggedIn>('/auth/mfa/verify', body, verifyOptions));
      },
    };
  };

  restore = async () => this.#deps.session.restore();

  logOut: Auth['logOut'] = async ({ allDevices = false, ...options } = {}) => {
    const { http, session } = this.#deps;
    if (!session.user) return;
    const { login } = session;
    this.#deviceId = session.deviceId;
    session.leave();
    try {
      await http.callAs(session, { method: 'POST', path: '/auth/logout', body: { allDevices }, ...options });
    } catch (error) {
      // The connection may tell of the end before the answer does.
      if (!(error instanceof ChatError && error.code === 'SESSION_ENDED')) throw error;
    } finally {
      if (session.login === login) await session.end('logged-out');
    }
  };

  confirmEmail: Auth['confirmEmail'] = (body, options) => this.#openCall('/auth/confirm', body, options);
  resendCode: Auth['resendCode'] = (body, options) => this.#openCall('/auth/resend', body, options);
  forgotPassword: Auth['forgotPassword'] = (body, options) => this.#openCall('/auth/forgot', body, options);
  resetPassword: Auth['resetPassword'] = (body, options) => this.#openCall('/auth/reset', body, options);
  changePassword: Auth['changePassword'] = (body, options) => this.#ownCall('/auth/password', body, options);
  enableMfa: Auth['enableMfa'] = (options) => this.#ownCall('/auth/mfa/enable', undefined, options);
  verifyMfa: Auth['verifyMfa'] = (body, options) => this.#ownCall('/auth/mfa/verify', body, options);
  disableMfa: Auth['disableMfa'] = (body, options) => this.#ownCall('/auth/mfa/disable', body, options);
  newRecoveryCodes: Auth['newRecoveryCodes'] = (body, options) =>
    this.#ownCall('/auth/mfa/recovery-codes', body, options);

  onStarted: Auth['onStarted'] = (listener) => this.#deps.session.on('started', listener);
  onEnded: Auth['onEnded'] = (listener) => this.#deps.session.on('ended', listener);

  /** A challenge is answered by an e-mail address; who logged in by a username gives the code with a login. */
  async #logInAgain(credentials: Credentials, factor: MfaAnswer, options?: CallOptions): Promise<SignedInUser> {
    if ('code' in factor) {
      const result = await this.logIn({ ...credentials, mfaToken: factor.code }, options);
      if (result.status === 'signed-in') return result.user;
    }
    throw new ChatError('cannot verify; a recovery code goes with a login by e-mail address', {
      code: 'VALIDATION_FAILED',
    });
  }

  #begin(loggedIn: LoggedIn): Promise<SignedInUser> {
    return this.#deps.session.start(loggedIn);
  }

  async #logInCall<Answer>(path: string, body: unknown, options?: CallOptions): Promise<Answer> {
    const { http, proofs } = this.#deps;
    const headers = proofs && { dpop: await proofs.proofFor('POST', http.urlOf(path)) };
    return http.call({ method: 'POST', path, body, headers, ...options });
  }

  async #openCall(path: string, body: unknown, options?: CallOptions): Promise<void> {
    await this.#deps.http.call({ method: 'POST', path, body, ...options });
  }

  #ownCall<Answer>(path: string, body: unknown, options?: CallOptions): Promise<Answer> {
    return this.#deps.http.callAs(this.#deps.session, { method: 'POST', path, body, ...options });
  }
}

/** Makes signing in of its parts. */
export const createAuth = (deps: AuthDeps): Auth => new DefaultAuth(deps);
