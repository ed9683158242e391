import { ChatError, type PendingMessage } from '@chemchat/client';
import { Button } from 'react-aria-components';
import { errorText } from '../ui/error-text.ts';
import { useConversationView } from './conversation-view.ts';
import { MessageBody } from './message-body.tsx';

/** A message of one's own that is on its way, or was refused. */
export const PendingRow = ({ pending }: { readonly pending: PendingMessage }) => {
  const { retry, discard, takeBack } = useConversationView();
  const { clientMessageId, draft, error } = pending;
  return (
    <article className="message own pending" aria-label="You, not sent yet">
      <div className="message-side" />
      <div className="message-main">
        <MessageBody content={draft.content} mentionedNames={[]} />
        {error === undefined ? (
          <footer className="message-footer">Sending…</footer>
        ) : (
          <footer className="message-footer failed">
            <span role="alert">Not sent. {errorText(new ChatError(error.detail, error))}</span>
            <Button className="button" onPress={() => retry(clientMessageId)}>
              Try again
            </Button>
            {draft.content !== '' && (
              <Button className="button" onPress={() => takeBack(pending)}>
                Edit
              </Button>
            )}
            <Button className="button" onPress={() => discard(clientMessageId)}>
              Discard
            </Button>
          </footer>
        )}
      </div>
    </article>
  );
};
