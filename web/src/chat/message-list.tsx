import { type Ref, useEffect, useImperativeHandle, useMemo, useRef } from 'react';
import { Button } from 'react-aria-components';
import {
  type CustomContainerComponentProps,
  type CustomItemComponentProps,
  Virtualizer,
  type VirtualizerHandle,
} from 'virtua';
import { Icon } from '../ui/icon.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { GapRow } from './gap-row.tsx';
import type { MessageItem } from './message-item.ts';
import { MessageRow } from './message-row.tsx';
import { PendingRow } from './pending-row.tsx';
import { type Jump, useAnchor } from './use-anchor.ts';

/** Moves the list from outside. */
export interface MessageListHandle {
  scrollToEnd(): void;
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

const List = ({ style, children, ref }: CustomContainerComponentProps) => (
  <div ref={ref} style={style} role="list" aria-label="Messages">
    {children}
  </div>
);

const Item = ({ style, children, ref }: CustomItemComponentProps) => (
  <div ref={ref} style={style} role="listitem">
    {children}
  </div>
);

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

/** Messages that scroll: only what is seen is rendered, older ones come in above without a jump. */
export const MessageList = ({ items, startKey, jump, onNearStart, onAtEnd, newCount, handle }: MessageListProps) => {
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const keys = useMemo(() => items.map(({ key }) => key), [items]);
  const { isAtEnd, isShifted, scrollToEnd, onScroll, onResize } = useAnchor(scroller, list, {
    keys,
    startKey,
    jump,
    onNearStart,
  });
  useImperativeHandle(handle, () => ({ scrollToEnd }));
  useEffect(() => onAtEnd(isAtEnd), [isAtEnd, onAtEnd]);
  return (
    <div className="message-list">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled by keys */}
      <div ref={scroller} className="message-scroller" tabIndex={0}>
        <div className="message-list-room" />
        <Virtualizer
          ref={list}
          data={items}
          shift={isShifted}
          bufferSize={600}
          as={List}
          item={Item}
          onScroll={onScroll}
          onResize={onResize}
        >
          {(item) => <Row key={item.key} item={item} />}
        </Virtualizer>
      </div>
      {!isAtEnd && (
        <div className="to-newest">
          <ToNewest newCount={newCount} onPress={scrollToEnd} />
        </div>
      )}
    </div>
  );
};
