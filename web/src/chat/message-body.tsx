import type { Message } from '@chemchat/client';
import { lazy, Suspense } from 'react';

const MessageText = lazy(() => import('./message-text.tsx'));

/** The text of a message; plain until what renders Markdown is there. */
export const MessageBody = ({
  content,
  mentionedNames,
}: {
  readonly content: Message['content'];
  readonly mentionedNames: readonly string[];
}) => (
  <Suspense
    fallback={
      <p className="message-text" dir="auto">
        {content}
      </p>
    }
  >
    <MessageText content={content} mentionedNames={mentionedNames} />
  </Suspense>
);
