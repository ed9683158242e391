import type { Caller } from '../caller.ts';

/** A person of a tenant. */
export type Person = Pick<Caller, 'tenantId' | 'userId'>;

/** Seals people's secrets; what was sealed for one opens for no other. */
export interface SecretSealer {
  seal(secret: string, person: Person): Promise<string>;
  open(sealedSecret: string, person: Person): Promise<string>;
}
