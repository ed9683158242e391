import type { TenantId } from '../../contract/identifiers.ts';

/** That the client holds a key, as its signature shows. Whether the proof was used before is not known yet. */
export interface Proof {
  /** The key's thumbprint: RFC 7638, SHA-256. */
  readonly keyThumbprint: string;
  /** The client's own name for the proof, used once. */
  readonly id: string;
}

/** Which proofs were used, for as long as they could be used again. */
export interface UsedProofs {
  /** Notes that it is used; false where it was before. */
  use(tenantId: TenantId, proof: Proof): Promise<boolean>;
}
