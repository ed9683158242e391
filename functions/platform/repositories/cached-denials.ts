import type { TenantId } from '../../contract/identifiers.ts';
import type { Clock } from '../../domain/clock.ts';
import type { Denials } from '../../domain/sessions/denials.ts';
import { type ItemKey, keys } from '../keys.ts';
import { type DenialRepository, denialKeys } from './denial-repository.ts';

/** How old an answer about a tenant may be, in ms. */
const freshMs = 5_000;
/** Answers kept before those that are too old are thrown away. */
const kept = 1_000;

interface Answer {
  readonly isDenied: boolean;
  readonly readAtMs: number;
}

const isSame = (one: ItemKey, other: ItemKey): boolean => one.PK === other.PK && one.SK === other.SK;

/**
 * Who is denied. A session and a person are looked up at each request, strongly consistent: what has ended has ended at
 * once. A tenant is remembered by a warm function for some seconds, for all its people would read that one item.
 */
export class CachedDenials implements Denials {
  readonly #denials: Pick<DenialRepository, 'inForce'>;
  readonly #clock: Clock;
  readonly #tenants = new Map<TenantId, Answer>();

  constructor(denials: Pick<DenialRepository, 'inForce'>, clock: Clock) {
    this.#denials = denials;
    this.#clock = clock;
  }

  async has(who: Parameters<Denials['has']>[0]): Promise<boolean> {
    const { tenantId } = who;
    const tenant = keys.tenantDenial(tenantId);
    const known = this.#tenants.get(tenantId);
    // As old as the question, not the answer: what was denied while it was under way may be missing in it.
    const readAtMs = this.#clock.nowMs();
    const isKnown = known !== undefined && readAtMs - known.readAtMs < freshMs;
    const wanted = denialKeys(who).filter((key) => !isKnown || !isSame(key, tenant));
    const denied = await this.#denials.inForce(wanted, { consistent: true });
    if (!isKnown) this.#remember(tenantId, { isDenied: denied.some((key) => isSame(key, tenant)), readAtMs });
    return denied.length > 0 || (isKnown && known.isDenied);
  }

  #remember(tenantId: TenantId, answer: Answer): void {
    if (this.#tenants.size >= kept) {
      const tooOld = answer.readAtMs - freshMs;
      for (const [id, { readAtMs }] of this.#tenants) if (readAtMs <= tooOld) this.#tenants.delete(id);
    }
    this.#tenants.set(tenantId, answer);
  }
}
