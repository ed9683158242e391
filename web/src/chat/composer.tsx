import { type ClipboardEvent, type KeyboardEvent, type RefObject, useEffect, useLayoutEffect, useState } from 'react';
import { Button, FileTrigger } from 'react-aria-components';
import { flushSync } from 'react-dom';
import { Icon } from '../ui/icon.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { charactersTooMany } from './content-limit.ts';
import { EmojiButton } from './emoji-button.tsx';
import { MentionList } from './mention-list.tsx';
import { type Mentionable, mentionableFor, mentionedIn, mentionQueryAt } from './mention-query.ts';
import { UploadTray } from './upload-tray.tsx';
import type { FileUpload } from './use-uploads.ts';
import type { Writing } from './use-writing.ts';

/** What was written. */
export interface Written {
  readonly content: string;
  readonly mentions: readonly string[];
}

/** Where messages are written. */
export interface ComposerProps {
  readonly writing: Writing;
  readonly text: string;
  readonly onText: (text: string) => void;
  /** Whether what was sent last is not done yet. */
  readonly isSaving: boolean;
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly people: readonly Mentionable[];
  readonly nameOf: (userId: string) => string;
  readonly uploads: readonly FileUpload[];
  readonly onFiles: (files: readonly File[]) => void;
  readonly onRemoveUpload: (id: string) => void;
  readonly onSend: (written: Written) => void;
  readonly onCancel: () => void;
  readonly onEditLast: () => void;
  readonly onTyping: () => void;
}

/** Whether there is a pointer that hovers, and so a keyboard whose Enter can be told from Shift and Enter. */
const isAtDesk = (): boolean => matchMedia('(hover: hover)').matches;

/** Where messages are written. Enter sends (on a screen that is touched, the button alone does), Shift and Enter begins a line, @ finds people, ↑ edits the last one. */
export const Composer = (props: ComposerProps) => {
  const { writing, text, field, people, uploads, onTyping } = props;
  const [caret, setCaret] = useState(0);
  const [active, setActive] = useState(0);
  const [isListClosed, setListClosed] = useState(false);

  useEffect(() => {
    if (writing.kind !== 'new') field.current?.focus();
  }, [writing, field]);

  // Whoever has a keyboard goes on writing; on a phone one would come up over what is to be read.
  useEffect(() => {
    if (isAtDesk()) field.current?.focus();
  }, [field]);

  // The field is as high as what is in it, up to what the styles allow.
  useLayoutEffect(() => {
    if (!field.current || text === undefined) return;
    field.current.style.height = 'auto';
    field.current.style.height = `${field.current.scrollHeight}px`;
  }, [text, field]);

  const query = isListClosed ? undefined : mentionQueryAt(text, caret);
  const found = query === undefined ? [] : mentionableFor(people, query.query);
  const isUploading = uploads.some(({ state }) => state === 'sending');
  const files = uploads.filter(({ state }) => state === 'sent');
  const tooMany = charactersTooMany(text.trim());
  const canSend = !isUploading && !props.isSaving && tooMany === 0 && (text.trim() !== '' || files.length > 0);

  const write = (next: string, nextCaret: number) => {
    props.onText(next);
    setCaret(nextCaret);
    setActive(0);
    setListClosed(false);
  };
  const insert = (start: number, until: number, inserted: string) => {
    const end = start + inserted.length;
    // At once: what is typed next goes behind it.
    flushSync(() => write(`${text.slice(0, start)}${inserted}${text.slice(until)}`, end));
    field.current?.focus();
    field.current?.setSelectionRange(end, end);
  };
  const mention = ({ displayName }: Mentionable) => {
    if (query) insert(query.start, caret, `@${displayName} `);
  };
  const send = () => {
    if (!canSend) return;
    const content = text.trim();
    props.onSend({ content, mentions: mentionedIn(content, people) });
    setCaret(0);
    field.current?.focus();
  };

  /** Whether the key was for the list of people. */
  const pressKeyInList = (key: string): boolean => {
    const person = found[active];
    if (person === undefined) return false;
    if (key === 'ArrowDown') setActive((active + 1) % found.length);
    else if (key === 'ArrowUp') setActive((active + found.length - 1) % found.length);
    else if (key === 'Enter' || key === 'Tab') mention(person);
    else if (key === 'Escape') setListClosed(true);
    else return false;
    return true;
  };
  const pressKeyInField = ({ key, shiftKey }: KeyboardEvent): boolean => {
    if (key === 'Enter' && !shiftKey && isAtDesk()) send();
    else if (key === 'Escape' && writing.kind !== 'new') props.onCancel();
    else if (key === 'ArrowUp' && text === '') props.onEditLast();
    else return false;
    return true;
  };
  const pressKey = (event: KeyboardEvent) => {
    // While a word is being composed, its keys are the input method's.
    if (event.nativeEvent.isComposing) return;
    if (pressKeyInList(event.key) || pressKeyInField(event)) event.preventDefault();
  };
  const paste = (event: ClipboardEvent) => {
    const pasted = [...event.clipboardData.files];
    if (pasted.length === 0) return;
    event.preventDefault();
    props.onFiles(pasted);
  };

  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {writing.kind !== 'new' && (
        <div className="composer-context">
          <span>
            {writing.kind === 'edit' ? 'Editing' : `Replying to ${props.nameOf(writing.message.senderId)}`}:{' '}
            {writing.message.content}
          </span>
          <IconButton icon="close" label="Cancel" onPress={props.onCancel} />
        </div>
      )}
      <UploadTray uploads={uploads} onRemove={props.onRemoveUpload} />
      {tooMany > 0 && (
        <p className="composer-problem" role="alert">
          Too long to send: shorten it by about {tooMany} {tooMany === 1 ? 'character' : 'characters'}.
        </p>
      )}
      <MentionList people={found} active={active} onChoose={mention} />
      <div className="composer-row">
        <FileTrigger allowsMultiple onSelect={(chosen) => props.onFiles([...(chosen ?? [])])}>
          <IconButton icon="attach" label="Attach files" />
        </FileTrigger>
        <textarea
          ref={field}
          className="composer-field"
          rows={1}
          dir="auto"
          enterKeyHint="enter"
          aria-label="Message"
          placeholder="Message"
          value={text}
          aria-autocomplete="list"
          aria-controls={found.length > 0 ? 'mention-list' : undefined}
          aria-activedescendant={found.length > 0 ? `mention-${active}` : undefined}
          onChange={({ target }) => {
            write(target.value, target.selectionStart);
            onTyping();
          }}
          onSelect={({ currentTarget }) => setCaret(currentTarget.selectionStart)}
          onKeyDown={pressKey}
          onPaste={paste}
        />
        <EmojiButton label="Emoji" onPick={(emoji) => insert(caret, caret, emoji)} />
        <Button type="submit" className="icon-button send" aria-label="Send" isDisabled={!canSend}>
          <Icon name="send" />
        </Button>
      </div>
    </form>
  );
};
