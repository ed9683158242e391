import {
  ChatError,
  type Conversation,
  type ConversationInfo,
  type ConversationSnapshot,
  type Message,
  type SignedInUser,
} from '@chemchat/client';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useSearchParams } from 'wouter';
import { usePeople } from '../people/use-people.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { errorText } from '../ui/error-text.ts';
import { FormAlert } from '../ui/form-alert.tsx';
import { Waiting } from '../ui/waiting.tsx';
import { Composer, type Written } from './composer.tsx';
import { type ConversationView, ConversationViewContext } from './conversation-view.ts';
import { DropZone } from './drop-zone.tsx';
import { LiveAnnouncer } from './live-announcer.tsx';
import { messageItems, unreadBeyond } from './message-item.ts';
import { MessageList, type MessageListHandle } from './message-list.tsx';
import { readState } from './read-state.ts';
import { typingText } from './typing-text.ts';
import { useJump } from './use-jump.ts';
import { useNewBelow } from './use-new-below.ts';
import { useReading } from './use-reading.ts';
import { useUploads } from './use-uploads.ts';
import { useWriting } from './use-writing.ts';

/** A conversation that is loaded. */
export interface OpenConversationProps {
  readonly conversation: Conversation;
  readonly snapshot: ConversationSnapshot;
  readonly info: ConversationInfo;
  readonly user: SignedInUser;
}

/** What was said in a conversation, and where one goes on. */
export const OpenConversation = ({ conversation, snapshot, info, user }: OpenConversationProps) => {
  const { messages, gaps, pending, members, typing, hasOlder } = snapshot;
  const [readWhenOpened] = useState(info.lastReadSequence);
  const written = useWriting(user.id, info.id);
  const { writing } = written;
  const [isSaving, setSaving] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const [problem, setProblem] = useState<string>();
  const [toDelete, setToDelete] = useState<Message>();
  const [isAtEnd, setAtEnd] = useState(true);
  /** Where it begins, known with the first messages that are there; at the newest where that is undefined. */
  const [start, setStart] = useState<{ readonly at: number | undefined }>();
  const hasMessages = messages.length > 0;
  if (hasMessages && start === undefined) {
    const at = unreadBeyond(messages, readWhenOpened);
    setStart({ at });
    if (at !== undefined) setAtEnd(false);
  }
  const [foundSequence, setFound] = useState<number>();
  const [search, setSearch] = useSearchParams();
  const sought = Number(search.get('message') ?? 0);
  const list = useRef<MessageListHandle>(null);
  const uploads = useUploads(info.id);
  const newCount = useNewBelow(messages, user.id, isAtEnd);
  const attempt = useCallback(async (action: () => Promise<unknown>) => {
    try {
      setProblem(undefined);
      await action();
    } catch (error) {
      setProblem(errorText(error));
    }
  }, []);

  const { nameOf, avatarOf } = usePeople(
    members,
    messages.map(({ senderId }) => senderId),
  );
  const items = useMemo(
    () => messageItems({ messages, gaps, pending, readWhenOpened, ownUserId: user.id, hasOlder }),
    [messages, gaps, pending, readWhenOpened, user.id, hasOlder],
  );
  const loadAround = useCallback(
    (sequenceNumber: number) => attempt(() => conversation.loadAround(sequenceNumber)),
    [attempt, conversation],
  );
  const { jump, isSeeking, jumpTo } = useJump(items, start?.at, loadAround);
  useReading(conversation, snapshot.completeUpTo, isAtEnd && hasMessages && !isSeeking);
  const isBeginning = hasMessages ? start?.at !== undefined && isSeeking && !jump : snapshot.isCatchingUp;
  const goTo = useCallback(
    (sequenceNumber: number) => {
      setFound(sequenceNumber);
      jumpTo(sequenceNumber);
    },
    [jumpTo],
  );
  // A search leads here with the number of a message.
  useEffect(() => {
    if (sought === 0) return;
    goTo(sought);
    setSearch({}, { replace: true });
  }, [sought, goTo, setSearch]);

  const view: ConversationView = {
    ownUserId: user.id,
    isModerator: info.role !== 'member' && info.type !== 'direct',
    foundSequence,
    nameOf,
    avatarOf,
    messageOf: (messageId) => messages.find(({ id }) => id === messageId),
    readBy: (sequenceNumber) => readState(snapshot, user.id, sequenceNumber),
    react: (messageId, emoji, isAdded) =>
      void attempt(() => (isAdded ? conversation.react(messageId, emoji) : conversation.unreact(messageId, emoji))),
    reply: written.reply,
    edit: written.edit,
    remove: setToDelete,
    retry: (clientMessageId) => void attempt(() => conversation.retry(clientMessageId)),
    discard: (clientMessageId) => {
      field.current?.focus();
      void attempt(() => conversation.discard(clientMessageId));
    },
    takeBack: ({ clientMessageId, draft }) => {
      written.takeBack(draft.content);
      field.current?.focus();
      void attempt(() => conversation.discard(clientMessageId));
    },
    fillGap: (gap) => void attempt(() => conversation.fillGap(gap)),
    jumpTo: goTo,
  };

  /** What is written stays until it is known to be saved. */
  const saveEdit = async ({ id, revision }: Message, { content, mentions }: Written) => {
    setSaving(true);
    try {
      await conversation.edit(id, content, { mentions, baseRevision: revision });
      written.done();
    } catch (error) {
      // What somebody else's device made of it is shown above; sent once more, this goes over it.
      if (error instanceof ChatError && error.current) written.rebase(error.current);
      throw error;
    } finally {
      setSaving(false);
    }
  };
  const send = ({ content, mentions }: Written) => {
    if (writing.kind === 'edit') return void attempt(() => saveEdit(writing.message, { content, mentions }));
    const attachmentIds = uploads.files.flatMap(({ state, mediaId }) => (state === 'sent' && mediaId) || []);
    conversation.send({
      content,
      ...(mentions.length > 0 && { mentions }),
      ...(writing.kind === 'reply' && { replyTo: writing.message.id }),
      ...(attachmentIds.length > 0 && { attachmentIds }),
    });
    written.done();
    uploads.clearSent();
    list.current?.scrollToEnd();
  };
  const editLast = () => {
    const last = messages.findLast(({ senderId, deleted }) => senderId === user.id && !deleted);
    if (last) written.edit(last);
  };

  return (
    <ConversationViewContext value={view}>
      <DropZone onFiles={uploads.add}>
        {isBeginning ? (
          <Waiting />
        ) : items.length === 0 ? (
          <p className="nothing">Nothing was said here yet. Say hello.</p>
        ) : (
          <MessageList
            items={items}
            startKey={items.find((item) => item.kind === 'message' && item.isFirstUnread)?.key}
            jump={jump}
            onNearStart={() => void attempt(() => conversation.loadOlder())}
            onAtEnd={setAtEnd}
            newCount={newCount}
            handle={list}
          />
        )}
        <LiveAnnouncer conversation={conversation} ownUserId={user.id} nameOf={nameOf} />
        <p className="typing-line" role="status">
          {typingText(typing)}
        </p>
        <FormAlert problem={problem} />
        <Composer
          writing={writing}
          text={written.text}
          onText={written.setText}
          isSaving={isSaving}
          field={field}
          people={(members ?? []).filter(({ userId }) => userId !== user.id)}
          nameOf={nameOf}
          uploads={uploads.files}
          onFiles={uploads.add}
          onRemoveUpload={uploads.remove}
          onSend={send}
          onCancel={written.cancel}
          onEditLast={editLast}
          onTyping={() => conversation.typing()}
        />
      </DropZone>
      {toDelete && (
        <ConfirmDialog
          title="Delete this message?"
          consequence="Nobody can read it any more. That it was there stays visible."
          action="Delete"
          refusal="Keep it"
          onClose={() => setToDelete(undefined)}
          onConfirm={() => {
            field.current?.focus();
            void attempt(() => conversation.remove(toDelete.id));
          }}
        />
      )}
    </ConversationViewContext>
  );
};
