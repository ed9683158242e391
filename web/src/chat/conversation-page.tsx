import { ChatError, type Conversation, type SignedInUser } from '@chemchat/client';
import { useEffect, useState } from 'react';
import { useClient } from '../session/client.ts';
import { useObservable } from '../session/use-observable.ts';
import { errorText } from '../ui/error-text.ts';
import { FormAlert } from '../ui/form-alert.tsx';
import { Waiting } from '../ui/waiting.tsx';
import { ConversationHeader } from './conversation-header.tsx';
import { OpenConversation } from './open-conversation.tsx';

/** A conversation of somebody's. */
export interface ConversationPageProps {
  readonly conversationId: string;
  readonly user: SignedInUser;
}

/** Opens a conversation, and closes it when it is left. */
const useOpened = (conversation: Conversation): string | undefined => {
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    let isLeft = false;
    const open = async () => {
      try {
        await conversation.open();
        await conversation.loadMembers();
      } catch (error) {
        if (!isLeft) setProblem(errorText(error instanceof ChatError ? error : undefined));
      }
    };
    void open();
    return () => {
      isLeft = true;
      conversation.close();
    };
  }, [conversation]);
  return problem;
};

/** A conversation: who is in it, what was said, and where one goes on. */
const ConversationPage = ({ conversationId, user }: ConversationPageProps) => {
  const client = useClient();
  const conversation = client.conversation(conversationId);
  const snapshot = useObservable(conversation);
  const problem = useOpened(conversation);
  // What is being written stays when it catches up again.
  const [wasLoaded, setWasLoaded] = useState(false);
  const isLoaded = snapshot.info !== undefined && (snapshot.messages.length > 0 || !snapshot.isCatchingUp);
  if (isLoaded && !wasLoaded) setWasLoaded(true);
  if (snapshot.isGone) return <p className="nothing">This conversation is not there, or you are not in it.</p>;
  return (
    <>
      <ConversationHeader conversation={conversation} snapshot={snapshot} user={user} />
      <FormAlert problem={problem} />
      {snapshot.info === undefined || !wasLoaded ? (
        <Waiting />
      ) : (
        <OpenConversation conversation={conversation} snapshot={snapshot} info={snapshot.info} user={user} />
      )}
    </>
  );
};

export default ConversationPage;
