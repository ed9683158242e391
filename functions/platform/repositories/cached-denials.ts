import type { Clock } from '../../domain/clock.ts';
import type { Denials } from '../../domain/sessions/denials.ts';
import type { ItemKey } from '../keys.ts';
import { type DenialRepository, denialKeys } from './denial-repository.ts';

/** How old an answer may be, in ms. */
const freshMs = 5_000;
/** Answers kept before those that are too old are thrown away. */
const kept = 1_000;

interface Answer {
  readonly isDenied: boolean;
  readonly readAtMs: number;
}

const nameOf = ({ PK, SK }: ItemKey): string => `${PK} ${SK}`;

/**
 * Who is denied, remembered by a warm function for some seconds: what is too old is read anew in one call, eventually
 * consistent. People of one tenant share what is known of the tenant.
 */
export class CachedDenials implements Denials {
  readonly #denials: Pick<DenialRepository, 'inForce'>;
  readonly #clock: Clock;
  readonly #answers = new Map<string, Answer>();

  constructor(denials: Pick<DenialRepository, 'inForce'>, clock: Clock) {
    this.#denials = denials;
    this.#clock = clock;
  }

  async has(who: Parameters<Denials['has']>[0]): Promise<boolean> {
    const stale: ItemKey[] = [];
    let isDenied = false;
    for (const key of denialKeys(who)) {
      const answer = this.#answers.get(nameOf(key));
      // Decided by what it says now: while the others are read it may be forgotten.
      if (answer === undefined || !this.#isFresh(answer)) stale.push(key);
      else isDenied ||= answer.isDenied;
    }
    return isDenied || (stale.length > 0 && (await this.#read(stale)));
  }

  /** Whether any of these is in force. */
  async #read(stale: readonly ItemKey[]): Promise<boolean> {
    // As old as the question, not the answer: what was denied while it was under way may be missing in it.
    const readAtMs = this.#clock.nowMs();
    const denied = new Set((await this.#denials.inForce(stale, { consistent: false })).map(nameOf));
    if (this.#answers.size >= kept) this.#forgetOld();
    for (const key of stale) this.#answers.set(nameOf(key), { isDenied: denied.has(nameOf(key)), readAtMs });
    return denied.size > 0;
  }

  #forgetOld(): void {
    for (const [name, answer] of this.#answers) if (!this.#isFresh(answer)) this.#answers.delete(name);
  }

  #isFresh(answer: Answer): boolean {
    return this.#clock.nowMs() - answer.readAtMs < freshMs;
  }
}
