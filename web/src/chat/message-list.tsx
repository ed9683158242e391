import { type Ref, type RefObject, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import { type Components, Virtuoso, type VirtuosoHandle } from 'react-virtuoso';
import { Icon } from '../ui/icon.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { GapRow } from './gap-row.tsx';
import type { MessageItem } from './message-item.ts';
import { MessageRow } from './message-row.tsx';
import { PendingRow } from './pending-row.tsx';

/** Moves the list from outside. */
export interface MessageListHandle {
  scrollToEnd(): void;
}

/** A row to go to. The same row again is another jump. */
export interface Jump {
  readonly id: number;
  readonly key: string;
}

/** A list of messages. */
export interface MessageListProps {
  readonly items: readonly MessageItem[];
  /** Where it begins: the first unread row, or the last one. */
  readonly startKey: string | undefined;
  /** Where it went since; undefined: nowhere. */
  readonly jump: Jump | undefined;
  readonly onNearStart: () => void;
  /** Whether the newest row is seen. */
  readonly onAtEnd: (isAtEnd: boolean) => void;
  /** How many came in below what is seen. */
  readonly newCount: number;
  readonly handle: Ref<MessageListHandle>;
}

const components: Components<MessageItem> = {
  List: ({ context: _context, ...list }) => <div {...list} role="list" aria-label="Messages" />,
  Item: ({ item: { key }, context: _context, ...item }) => <div {...item} role="listitem" data-key={key} />,
};

const Row = ({ item }: { readonly item: MessageItem }) => {
  if (item.kind === 'message') return <MessageRow item={item} />;
  return item.kind === 'gap' ? <GapRow gap={item.gap} /> : <PendingRow pending={item.pending} />;
};

const ToNewest = ({ newCount, onPress }: { readonly newCount: number; readonly onPress: () => void }) =>
  newCount === 0 ? (
    <IconButton icon="down" label="To the newest message" onPress={onPress} />
  ) : (
    <Button className="button primary" onPress={onPress}>
      <Icon name="down" size={16} />
      {newCount === 1 ? '1 new message' : `${newCount} new messages`}
    </Button>
  );

/** Rows are numbered from here down, so that older ones go before without moving what is seen. */
const firstNumber = 1_000_000_000;

/** How many rows went before the first one since the list was opened. */
const useRowsBefore = (items: readonly MessageItem[]): number => {
  const [before, setBefore] = useState({ firstKey: items[0]?.key, count: 0 });
  const firstKey = items[0]?.key;
  if (firstKey === before.firstKey) return before.count;
  const moved = items.findIndex(({ key }) => key === before.firstKey);
  const next = { firstKey, count: before.count + Math.max(0, moved) };
  setBefore(next);
  return next.count;
};

/** Which row a list begins at: decided when it is opened, and anew with each jump. */
const useStart = (index: number, jumpId: number | undefined): number => {
  const [start, setStart] = useState({ index, jumpId });
  if (start.jumpId === jumpId) return start.index;
  setStart({ index, jumpId });
  return index;
};

const settleMs = 100;
const settleTries = 20;

/** Whether a row is all within what is seen of the list, or fills it. */
const isRowSeen = (list: HTMLElement, key: string): boolean => {
  const row = list.querySelector(`[data-key="${CSS.escape(key)}"]`)?.getBoundingClientRect();
  const { top, bottom } = list.getBoundingClientRect();
  if (row === undefined) return false;
  return (row.top >= top && row.bottom <= bottom) || (row.top <= top && row.bottom >= bottom);
};

/**
 * Holds on to the row of a jump while the list takes its shape: what is measured around it, and older rows that come in
 * above, move it for a while. Whoever scrolls lets go of it.
 */
const useHold = (
  list: RefObject<HTMLElement | null>,
  jump: Jump | undefined,
  scrollTo: (key: string) => void,
): void => {
  const scroll = useRef(scrollTo);
  scroll.current = scrollTo;
  useEffect(() => {
    const element = list.current;
    if (jump === undefined || element === null) return;
    let tries = 0;
    const timer = setInterval(() => {
      tries += 1;
      if (tries === settleTries) clearInterval(timer);
      if (!isRowSeen(element, jump.key)) scroll.current(jump.key);
    }, settleMs);
    const letGo = () => clearInterval(timer);
    const own = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const;
    for (const type of own) element.addEventListener(type, letGo, { passive: true });
    return () => {
      letGo();
      for (const type of own) element.removeEventListener(type, letGo);
    };
  }, [list, jump]);
};

/** Messages that scroll: only what is seen is rendered, older ones come in above without a jump. */
export const MessageList = ({ items, startKey, jump, onNearStart, onAtEnd, newCount, handle }: MessageListProps) => {
  const list = useRef<VirtuosoHandle>(null);
  const frame = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(jump === undefined);
  const rowsBefore = useRowsBefore(items);
  const indexOf = (key: string | undefined) => items.findIndex((item) => item.key === key);
  useHold(frame, jump, (key) => list.current?.scrollToIndex({ index: indexOf(key), align: 'center' }));
  const start = useStart(indexOf(jump?.key ?? startKey), jump?.id);
  useImperativeHandle(handle, () => ({
    scrollToEnd: () => list.current?.scrollToIndex({ index: 'LAST', align: 'end' }),
  }));
  useEffect(() => onAtEnd(isAtEnd), [isAtEnd, onAtEnd]);
  return (
    <div ref={frame} className="message-list">
      {/* Rows on the way to another one have no heights yet, so a jump is a new list that begins there. */}
      <Virtuoso<MessageItem>
        key={jump?.id}
        ref={list}
        data={items}
        components={components}
        computeItemKey={(_index, { key }) => key}
        firstItemIndex={firstNumber - rowsBefore}
        initialTopMostItemIndex={start > 0 ? { index: start, align: 'center' } : { index: 'LAST', align: 'end' }}
        alignToBottom
        increaseViewportBy={600}
        atBottomThreshold={60}
        atBottomStateChange={setAtEnd}
        followOutput={(isAtBottom) => (isAtBottom ? 'auto' : false)}
        startReached={onNearStart}
        itemContent={(_index, item) => <Row item={item} />}
      />
      {!isAtEnd && (
        <div className="to-newest">
          <ToNewest newCount={newCount} onPress={() => list.current?.scrollToIndex({ index: 'LAST', align: 'end' })} />
        </div>
      )}
    </div>
  );
};
