import type { MessageHit } from '@chemchat/client';
import { useState } from 'react';
import { Input, Label, SearchField } from 'react-aria-components';
import { Link } from 'wouter';
import { conversationTitle } from '../chat/conversation-title.ts';
import { useClient } from '../session/client.ts';
import { useObservable } from '../session/use-observable.ts';
import { DialogFrame } from '../ui/dialog-frame.tsx';
import { FormAlert } from '../ui/form-alert.tsx';
import { formatDateTime } from '../ui/format-time.ts';
import type { WorkspaceDialogProps } from '../workspace/workspace-dialog-props.ts';
import { highlighted } from './highlighted.ts';
import { useMessageSearch } from './use-message-search.ts';

const Highlights = ({ hit: { highlights, message } }: { readonly hit: MessageHit }) => (
  <p className="found-text">
    {(highlights[0] === undefined
      ? [{ text: message.content, start: 0, isFound: false }]
      : highlighted(highlights[0])
    ).map(({ text, start, isFound }) => (isFound ? <mark key={start}>{text}</mark> : text))}
  </p>
);

/** Finds messages by their words, and leads to them. */
const SearchDialog = ({ onClose }: WorkspaceDialogProps) => {
  const client = useClient();
  const [query, setQuery] = useState('');
  const { hits, problem } = useMessageSearch(query);
  const { conversations } = useObservable(client.inbox);
  const titleOf = (conversationId: string): string => {
    const conversation = conversations.find(({ id }) => id === conversationId);
    return conversation === undefined ? 'A conversation' : conversationTitle(conversation);
  };
  return (
    <DialogFrame title="Search messages" onClose={onClose}>
      <SearchField className="field" value={query} onChange={setQuery} autoFocus>
        <Label>Words</Label>
        <Input placeholder='fission from:lise "exact phrase"' autoComplete="off" />
      </SearchField>
      <FormAlert problem={problem} />
      {hits?.length === 0 && <p role="status">Nothing has all of these words.</p>}
      {hits !== undefined && hits.length > 0 && (
        <ul className="found" aria-label="Found messages">
          {hits.map((hit) => (
            <li key={hit.message.id}>
              <Link
                className="found-row"
                onClick={onClose}
                href={`/c/${encodeURIComponent(hit.message.conversationId)}?message=${hit.message.sequenceNumber}`}
              >
                <span className="inbox-line">
                  <b>{titleOf(hit.message.conversationId)}</b>
                  <small>{formatDateTime(hit.message.timestamp)}</small>
                </span>
                <Highlights hit={hit} />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </DialogFrame>
  );
};

export default SearchDialog;
