import { useCallback, useEffect, useRef, useState } from 'react';
import type { MessageItem } from './message-item.ts';
import type { Jump } from './use-anchor.ts';

interface Target {
  readonly id: number;
  readonly sequenceNumber: number;
}

/** Where a list of messages is to go. */
export interface JumpState {
  /** There when the row is. */
  readonly jump: Jump | undefined;
  /** Whether what is around the message is being loaded. */
  readonly isSeeking: boolean;
  jumpTo(sequenceNumber: number): void;
}

const keyOf = (items: readonly MessageItem[], sequenceNumber: number | undefined): string | undefined =>
  items.find((item) => item.kind === 'message' && item.message.sequenceNumber === sequenceNumber)?.key;

/**
 * Leads to messages by their numbers, and loads what is around them; first to `startAt`, if there is one. `loadAround`
 * never fails: where it loads nothing, the list stays where it is.
 */
export const useJump = (
  items: readonly MessageItem[],
  startAt: number | undefined,
  loadAround: (sequenceNumber: number) => Promise<void>,
): JumpState => {
  const lastId = useRef(0);
  const [target, setTarget] = useState<Target>();
  const [hasBegun, setBegun] = useState(false);
  const [jump, setJump] = useState<Jump>();
  /** The jump whose surroundings are loaded, as far as there are any. */
  const [loadedId, setLoadedId] = useState<number>();
  if (startAt !== undefined && !hasBegun) {
    setBegun(true);
    setTarget({ id: 0, sequenceNumber: startAt });
  }
  const isEmpty = items.length === 0;
  const key = keyOf(items, target?.sequenceNumber);
  if (target && key !== undefined) setJump({ id: target.id, key });
  if (target && (key !== undefined || loadedId === target.id)) setTarget(undefined);
  useEffect(() => {
    // Before the first page is there, another one is dropped.
    if (!target || isEmpty) return;
    void loadAround(target.sequenceNumber).finally(() => setLoadedId(target.id));
  }, [isEmpty, loadAround, target]);
  const jumpTo = useCallback((sequenceNumber: number) => {
    lastId.current += 1;
    setTarget({ id: lastId.current, sequenceNumber });
  }, []);
  return { jump, isSeeking: target !== undefined, jumpTo };
};
