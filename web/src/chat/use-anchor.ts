import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { VirtualizerHandle } from 'virtua';

/** What stays in sight while rows come and change their heights: the newest row, a row by its key, or what is looked at. */
type Anchor = 'end' | { readonly key: string } | undefined;

/** A row to go to. The same row again is another jump. */
export interface Jump {
  readonly id: number;
  readonly key: string;
}

/** What a list is anchored by. */
export interface AnchorInput {
  readonly keys: readonly string[];
  /** The row it begins at; undefined: the newest. */
  readonly startKey: string | undefined;
  /** Where it went since; undefined: nowhere. */
  readonly jump: Jump | undefined;
  readonly onNearStart: () => void;
}

/** How a list is held, and moved. */
export interface AnchorState {
  /** Whether the newest row is seen. */
  readonly isAtEnd: boolean;
  /** Whether rows came in above what is seen with the last change, so that places count from the end. */
  readonly isShifted: boolean;
  scrollToEnd(): void;
  /** The list moved. */
  onScroll(): void;
  /** The list, or something in it, changed its height. */
  onResize(): void;
}

/** How far above the end it still counts as the end, in pixels. */
const endPx = 60;
/** How far below the first row older ones are asked for, in pixels. */
const nearStartPx = 600;

/** By what somebody scrolls. */
const scrolledBy = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const;

/** Whether rows came in above what is seen when `keys` became what they are. */
const useShift = (list: RefObject<VirtualizerHandle | null>, keys: readonly string[]): boolean => {
  const [known, setKnown] = useState({ keys, isShifted: false });
  if (known.keys === keys) return known.isShifted;
  // The list wants to know with the rows themselves, so where it is has to be read while they are rendered.
  const seen = list.current?.findItemIndex(list.current.scrollOffset) ?? 0;
  const key = known.keys[seen];
  const isShifted = key !== undefined && keys.indexOf(key) > seen;
  setKnown({ keys, isShifted });
  return isShifted;
};

/** Where a list is on its way to, in pixels from its start to what is seen of it. */
const aimOf = (
  anchor: Anchor,
  keys: readonly string[],
  { scrollOffset, scrollSize, viewportSize, getItemOffset }: VirtualizerHandle,
): number => {
  if (anchor === undefined) return scrollOffset;
  if (anchor === 'end') return scrollSize - viewportSize;
  return getItemOffset(keys.indexOf(anchor.key)) - viewportSize / 2;
};

/**
 * Holds a list to its end or to the row that was led to, until somebody scrolls: rows have no heights before they were
 * seen, and older ones come in above, so one scroll alone would end somewhere near.
 */
export const useAnchor = (
  scroller: RefObject<HTMLElement | null>,
  list: RefObject<VirtualizerHandle | null>,
  { keys, startKey, jump, onNearStart }: AnchorInput,
): AnchorState => {
  const firstKey = jump?.key ?? startKey;
  const anchor = useRef<Anchor>(firstKey === undefined ? 'end' : { key: firstKey });
  const [isAtEnd, setAtEnd] = useState(firstKey === undefined);
  const lastOffset = useRef(0);
  const taken = useRef<Jump>(undefined);
  const askedAbove = useRef<string>(undefined);
  const isShifted = useShift(list, keys);

  const settle = useCallback(() => {
    const { current } = anchor;
    if (current === undefined) return;
    if (current === 'end') return list.current?.scrollToIndex(keys.length - 1, { align: 'end' });
    const index = keys.indexOf(current.key);
    if (index !== -1) list.current?.scrollToIndex(index, { align: 'center' });
  }, [keys, list]);

  const look = (seen: VirtualizerHandle): void => {
    const { scrollOffset, scrollSize, viewportSize } = seen;
    if (viewportSize === 0) return;
    const isNearEnd = scrollSize - viewportSize - scrollOffset <= endPx;
    const isUpward = scrollOffset < lastOffset.current;
    lastOffset.current = scrollOffset;
    if (anchor.current === undefined || anchor.current === 'end') {
      if (isNearEnd) anchor.current = 'end';
      else if (isUpward) anchor.current = undefined;
    }
    setAtEnd(isNearEnd || anchor.current === 'end');
    const [first] = keys;
    // On the way to the end or to a row, the list may pass its start.
    if (aimOf(anchor.current, keys, seen) > nearStartPx) askedAbove.current = undefined;
    else if (askedAbove.current !== first) {
      askedAbove.current = first;
      onNearStart();
    }
  };

  useLayoutEffect(() => {
    if (jump !== undefined && jump !== taken.current) anchor.current = { key: jump.key };
    taken.current = jump;
    settle();
  }, [jump, settle]);
  useEffect(() => {
    if (list.current) look(list.current);
  });
  useEffect(() => {
    const { current: element } = scroller;
    if (element === null) return;
    // A row that was led to is let go of; whether the end is, shows where the list goes.
    const letGo = () => {
      if (anchor.current !== 'end') anchor.current = undefined;
    };
    for (const type of scrolledBy) element.addEventListener(type, letGo, { passive: true });
    return () => {
      for (const type of scrolledBy) element.removeEventListener(type, letGo);
    };
  }, [scroller]);

  return {
    isAtEnd,
    isShifted,
    scrollToEnd: () => {
      anchor.current = 'end';
      settle();
    },
    onScroll: () => list.current && look(list.current),
    onResize: () => {
      if (list.current) look(list.current);
      settle();
    },
  };
};
