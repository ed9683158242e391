import { Emitter } from './emitter.ts';
import { ChatError, isRetryable, sessionEnded } from './errors.ts';
import type { Bearer, HttpClient } from './http-client.ts';
import type { ProofMaker } from './proof-maker.ts';
import { backoffMs, pause, type Runtime } from './runtime.ts';
import type { SignedInUser, StoredTokens, TokenStore } from './token-store.ts';
import type { LoggedIn } from './wire.ts';

/** Why nobody is signed in any more: by oneself, by somebody else, or because the session was over. */
export type EndReason = 'logged-out' | 'revoked' | 'expired';

interface SessionEvents {
  readonly started: SignedInUser;
  readonly ended: EndReason;
}

/** What a session is made of. */
export interface SessionDeps {
  readonly runtime: Runtime;
  readonly http: HttpClient;
  readonly store: TokenStore;
  readonly proofs: ProofMaker | undefined;
}

/** A token is renewed in the background when so little is left of it, and waited for when less is. */
const renewMs = 120_000;
const leastMs = 20_000;
/** How long a lost answer can be had again under its key. */
const repeatMs = 10_000;
const refreshAnswerMs = 4_000;

/** The tokens of one device: kept fresh, by one refresh at a time, over all tabs. */
export class Session extends Emitter<SessionEvents> implements Bearer {
  readonly #deps: SessionDeps;
  #tokens: StoredTokens | undefined;
  #refreshing: Promise<StoredTokens> | undefined;
  #login = 0;
  #isLeaving = false;

  constructor(deps: SessionDeps) {
    super();
    this.#deps = deps;
    // What cannot be read now is read with the next refresh.
    deps.store.watch?.(() => void this.#followOtherTab().catch(() => {}));
  }

  get user(): SignedInUser | undefined {
    return this.#tokens?.user;
  }

  get deviceId(): string | undefined {
    return this.#tokens?.deviceId;
  }

  get login(): number {
    return this.#login;
  }

  /** Goes on with what the store has. */
  async restore(): Promise<SignedInUser | undefined> {
    const stored = await this.#deps.store.load();
    if (stored && !this.#tokens) this.#begin(stored);
    return this.user;
  }

  /** Takes what a login answered. */
  async start(loggedIn: LoggedIn): Promise<SignedInUser> {
    const tokens = this.#storedOf(loggedIn);
    await this.#deps.store.save(tokens);
    this.#begin(tokens);
    return tokens.user;
  }

  /** Says that the person is about to end it: the server may tell of that before it answers. */
  leave(): void {
    this.#isLeaving = true;
  }

  async end(reason: EndReason): Promise<void> {
    if (!this.#tokens) return;
    // Asked for before anybody hears of it, so that whoever signs in then is not cleared away.
    const cleared = this.#deps.store.clear();
    this.#forget(reason);
    await cleared;
  }

  async accessToken(signal?: AbortSignal): Promise<string> {
    const tokens = this.#tokens;
    if (!tokens) throw sessionEnded();
    const leftMs = tokens.expiresAtMs - this.#deps.runtime.now();
    if (leftMs > renewMs) return tokens.accessToken;
    const refreshed = this.#refresh(tokens);
    if (leftMs > leastMs) {
      // Whoever needs the next token will hear of a failure.
      refreshed.catch(() => {});
      return tokens.accessToken;
    }
    const { accessToken } = await refreshed;
    signal?.throwIfAborted();
    return accessToken;
  }

  async renewedToken(refused: string): Promise<string> {
    const tokens = this.#tokens;
    if (!tokens) throw sessionEnded();
    if (tokens.accessToken !== refused) return tokens.accessToken;
    return (await this.#refresh(tokens)).accessToken;
  }

  /** Takes tokens of a login. Who was signed in before is so no more. */
  #begin(tokens: StoredTokens): void {
    if (this.#tokens?.accessToken === tokens.accessToken) return;
    if (this.#tokens) this.#forget('logged-out');
    this.#login += 1;
    this.#isLeaving = false;
    this.#tokens = tokens;
    this.emit('started', tokens.user);
  }

  #forget(reason: EndReason): void {
    this.#login += 1;
    this.#tokens = undefined;
    this.#refreshing = undefined;
    this.emit('ended', this.#isLeaving ? 'logged-out' : reason);
  }

  #storedOf({ accessToken, refreshToken, deviceId, user, expiresIn }: LoggedIn): StoredTokens {
    return { accessToken, refreshToken, deviceId, user, expiresAtMs: this.#deps.runtime.now() + 1000 * expiresIn };
  }

  #refresh(stale: StoredTokens): Promise<StoredTokens> {
    if (this.#refreshing !== undefined) return this.#refreshing;
    const login = this.#login;
    const refreshing = this.#deps.runtime
      .exclusively('chemchat.refresh', () => this.#refreshAlone(stale, login))
      .finally(() => {
        if (this.#refreshing === refreshing) this.#refreshing = undefined;
      });
    this.#refreshing = refreshing;
    return refreshing;
  }

  /** @throws ChatError SESSION_ENDED it is not the login any more that something was begun for */
  #goOn(login: number): void {
    if (login !== this.#login) throw sessionEnded();
  }

  /** Refreshes, unless another tab did while this one waited for its turn. */
  async #refreshAlone(stale: StoredTokens, login: number): Promise<StoredTokens> {
    const { store, runtime } = this.#deps;
    const stored = await store.load();
    this.#goOn(login);
    if (stored?.user.id !== stale.user.id) {
      await this.#follow(stored);
      throw sessionEnded();
    }
    if (stored.accessToken !== stale.accessToken) {
      this.#tokens = stored;
      return stored;
    }
    // The key is kept before it is used: a page that is loaded anew in between asks for the same answer.
    const refreshKey = stored.refreshKey ?? runtime.newId();
    await store.save({ ...stored, refreshKey });
    this.#goOn(login);
    try {
      const tokens = this.#storedOf(await this.#ask(stored, refreshKey, login));
      this.#goOn(login);
      this.#tokens = tokens;
      await store.save(tokens);
      this.#goOn(login);
      return tokens;
    } catch (error) {
      if (error instanceof ChatError && error.code === 'UNAUTHENTICATED' && login === this.#login) {
        await this.end('expired');
      }
      throw error;
    }
  }

  /** Asks again at once where an answer was lost: after 10 s nobody gives it again. */
  async #ask({ refreshToken, deviceId }: StoredTokens, refreshKey: string, login: number): Promise<LoggedIn> {
    const { http, runtime, proofs } = this.#deps;
    const path = '/auth/refresh';
    const startedMs = runtime.now();
    for (let attempt = 0; ; attempt += 1) {
      const proof = proofs && { dpop: await proofs.proofFor('POST', http.urlOf(path)) };
      this.#goOn(login);
      try {
        return await http.call<LoggedIn>({
          method: 'POST',
          path,
          body: { refreshToken, deviceId },
          headers: { 'idempotency-key': refreshKey, ...proof },
          timeoutMs: refreshAnswerMs,
        });
      } catch (error) {
        if (!isRetryable(error) || runtime.now() - startedMs > repeatMs - refreshAnswerMs) throw error;
        await pause(runtime, error.retryAfterMs ?? backoffMs(runtime, attempt, 200));
      }
    }
  }

  async #followOtherTab(): Promise<void> {
    const login = this.#login;
    const stored = await this.#deps.store.load();
    // What this tab did meanwhile may not be in there yet; what it reads now is.
    await this.#follow(login === this.#login ? stored : await this.#deps.store.load());
  }

  /** Takes what another tab left: a refreshed session, the end of it, or somebody else's. */
  async #follow(stored: StoredTokens | undefined): Promise<void> {
    if (!stored) await this.end('logged-out');
    else if (stored.user.id === this.#tokens?.user.id) this.#tokens = stored;
    else this.#begin(stored);
  }
}
