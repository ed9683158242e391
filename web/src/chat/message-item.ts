import type { Gap, Message, PendingMessage } from '@chemchat/client';
import { isSameDay } from '../ui/format-time.ts';

/** A row of the list of messages. */
export type MessageItem = {
  readonly key: string;
} & (
  | {
      readonly kind: 'message';
      readonly message: Message;
      /** There on the first message of a day: its time. */
      readonly day: string | undefined;
      /** Whether it goes on what the same person wrote just before. */
      readonly isContinued: boolean;
      /** Whether it is the first that was not read when the conversation was opened. */
      readonly isFirstUnread: boolean;
    }
  | { readonly kind: 'gap'; readonly gap: Gap }
  | { readonly kind: 'pending'; readonly pending: PendingMessage }
);

/**
 * The first message that is not read, where it is not among those that are loaded. Who never read anything begins at the
 * newest.
 */
export const unreadBeyond = (messages: readonly Message[], lastRead: number): number | undefined => {
  const [first] = messages;
  return first !== undefined && lastRead > 0 && lastRead + 1 < first.sequenceNumber ? lastRead + 1 : undefined;
};

/** What one writes within this is read as one piece. */
const togetherMs = 5 * 60_000;

const goesOn = (before: Message, message: Message): boolean =>
  before.senderId === message.senderId &&
  !before.deleted &&
  message.replyTo === undefined &&
  Date.parse(message.timestamp) - Date.parse(before.timestamp) < togetherMs;

/** What rows are made of. */
export interface MessageItemsInput {
  readonly messages: readonly Message[];
  readonly gaps: readonly Gap[];
  readonly pending: readonly PendingMessage[];
  /** How far one had read when the conversation was opened. */
  readonly readWhenOpened: number;
  readonly ownUserId: string;
  readonly hasOlder: boolean;
}

/**
 * The rows of a conversation: what is committed by number, with what is missing of it, then what waits to be. How a row
 * looks follows from what is before it, so the first message stays out until that is known: no row changes, and none
 * jumps, when older ones come in above.
 */
export const messageItems = ({
  messages,
  gaps,
  pending,
  readWhenOpened,
  ownUserId,
  hasOlder,
}: MessageItemsInput): MessageItem[] => {
  const firstUnread = messages.find(
    ({ senderId, sequenceNumber }) => sequenceNumber > readWhenOpened && senderId !== ownUserId,
  );
  const gapBefore = new Map(gaps.map((gap) => [gap.before, gap]));
  return [
    ...messages.flatMap((message, index): MessageItem[] => {
      const { id, sequenceNumber } = message;
      if (index === 0 && hasOlder) return [];
      const gap = gapBefore.get(sequenceNumber);
      const before = messages[index - 1];
      const isNewDay = before === undefined || !isSameDay(before.timestamp, message.timestamp);
      const isFirstUnread = readWhenOpened > 0 && message === firstUnread;
      const isContinued = !isNewDay && !isFirstUnread && gap === undefined && goesOn(before, message);
      const day = isNewDay ? message.timestamp : undefined;
      const row: MessageItem = { key: id, kind: 'message', message, day, isContinued, isFirstUnread };
      return gap === undefined ? [row] : [{ key: `gap-${gap.before}`, kind: 'gap', gap }, row];
    }),
    ...pending.map((one): MessageItem => ({ key: one.clientMessageId, kind: 'pending', pending: one })),
  ];
};
