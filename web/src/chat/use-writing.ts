import type { Message } from '@chemchat/client';
import { useState } from 'react';
import { keepDraft, keptDraft } from './drafts.ts';

/** What is written now: a new message, an answer to one, or one's own anew. */
export type Writing =
  | { readonly kind: 'new' }
  | { readonly kind: 'reply'; readonly message: Message }
  | { readonly kind: 'edit'; readonly message: Message };

/** What is being written in a conversation. A draft waits while a message is edited, and while one is elsewhere. */
export interface WritingState {
  readonly writing: Writing;
  readonly text: string;
  setText(text: string): void;
  reply(message: Message): void;
  edit(message: Message): void;
  /** Goes on editing over a message as it is by now. */
  rebase(message: Message): void;
  /** Lets go of what is answered or edited, and of nothing that was written beside it. */
  cancel(): void;
  /** It was sent. */
  done(): void;
  /** Puts a text that was not sent before what is written. */
  takeBack(text: string): void;
}

const nothing: Writing = { kind: 'new' };

/** What somebody writes in a conversation. */
export const useWriting = (userId: string, conversationId: string): WritingState => {
  const [writing, setWriting] = useState<Writing>(nothing);
  const [draft, setDraft] = useState(() => keptDraft(userId, conversationId));
  const [edited, setEdited] = useState('');
  const write = (text: string) => {
    setDraft(text);
    keepDraft(userId, conversationId, text);
  };
  const isEdit = writing.kind === 'edit';
  return {
    writing,
    text: isEdit ? edited : draft,
    setText: isEdit ? setEdited : write,
    reply: (message) => setWriting({ kind: 'reply', message }),
    edit: (message) => {
      setEdited(message.content);
      setWriting({ kind: 'edit', message });
    },
    rebase: (message) => setWriting({ kind: 'edit', message }),
    cancel: () => setWriting(nothing),
    done: () => {
      if (!isEdit) write('');
      setWriting(nothing);
    },
    takeBack: (text) => {
      setWriting(nothing);
      write([text, draft].filter((part) => part !== '').join('\n'));
    },
  };
};
