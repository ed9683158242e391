/** Makes proofs that this device has the key its session is bound to (DPoP, RFC 9449). */
export interface ProofMaker {
  /** A proof for one request; each is good once. */
  proofFor(method: string, url: string): Promise<string>;
}
