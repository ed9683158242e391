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

  constructor(deps: SessionDeps) {
    super();
    this.#deps = deps;
    deps.store.watch?.(() => void this.#followOtherTab());
  }

  get user(): SignedInUser | undefined {
    return this.#tokens?.user;
  }

  get deviceId(): string | undefined {
    return this.#tokens?.deviceId;
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

  async end(reason: EndReason): Promise<void> {
    if (!this.#tokens) return;
    this.#tokens = undefined;
    await this.#deps.store.clear();
    this.emit('ended', reason);
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

  #begin(tokens: StoredTokens): void {
    this.#tokens = tokens;
    this.emit('started', tokens.user);
  }

  #storedOf({ accessToken, refreshToken, deviceId, user, expiresIn }: LoggedIn): StoredTokens {
    return { accessToken, refreshToken, deviceId, user, expiresAtMs: this.#deps.runtime.now() + 1000 * expiresIn };
  }

  #refresh(stale: StoredTokens): Promise<StoredTokens> {
    this.#refreshing ??= this.#deps.runtime
      .exclusively('chemchat.refresh', () => this.#refreshAlone(stale))
      .finally(() => {
        this.#refreshing = undefined;
      });
    return this.#refreshing;
  }

  /** Refreshes, unless another tab did while this one waited for its turn. */
  async #refreshAlone(stale: StoredTokens): Promise<StoredTokens> {
    const { store, runtime } = this.#deps;
    const stored = await store.load();
    if (!this.#tokens || !stored) {
      await this.end('logged-out');
      throw sessionEnded();
    }
    if (stored.accessToken !== stale.accessToken) {
      this.#tokens = stored;
      return stored;
    }
    // The key is kept before it is used: a page that is loaded anew in between asks for the same answer.
    const refreshKey = stored.refreshKey ?? runtime.newId();
    await store.save({ ...stored, refreshKey });
    try {
      const tokens = this.#storedOf(await this.#ask(stored, refreshKey));
      if (!this.#tokens) throw sessionEnded();
      await store.save(tokens);
      this.#tokens = tokens;
      return tokens;
    } catch (error) {
      if (error instanceof ChatError && error.code === 'UNAUTHENTICATED') await this.end('expired');
      throw error;
    }
  }

  /** Asks again at once where an answer was lost: after 10 s nobody gives it again. */
  async #ask({ refreshToken, deviceId }: StoredTokens, refreshKey: string): Promise<LoggedIn> {
    const { http, runtime, proofs } = this.#deps;
    const path = '/auth/refresh';
    const startedMs = runtime.now();
    for (let attempt = 0; ; attempt += 1) {
      const proof = proofs && { dpop: await proofs.proofFor('POST', http.urlOf(path)) };
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
    const stored = await this.#deps.store.load();
    if (!stored) await this.end('logged-out');
    else if (!this.#tokens) this.#begin(stored);
    else if (stored.user.id === this.#tokens.user.id) this.#tokens = stored;
    else {
      await this.#switchTo(stored);
    }
  }

  /** Another tab signed somebody else in. */
  async #switchTo(stored: StoredTokens): Promise<void> {
    this.#tokens = undefined;
    this.emit('ended', 'logged-out');
    this.#begin(stored);
  }
}
