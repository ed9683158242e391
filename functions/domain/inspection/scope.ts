/** How much of a conversation is looked at. */
export interface Scope {
  /** Entries of the lines that were committed before are not looked at, ms since the epoch; undefined: all are. */
  readonly fromMs?: number;
  /** Members are listed and compared up to so many; 0: not at all. */
  readonly maxMembers: number;
}

/** Every number of every line, and all members. */
export const everything: Scope = { maxMembers: Number.POSITIVE_INFINITY };
