import type { Conversation, ConversationInfo, ConversationSnapshot, SignedInUser } from '@chemchat/client';
import { useState } from 'react';
import { Button, Form } from 'react-aria-components';
import { useLocation } from 'wouter';
import { conversationTitle } from '../chat/conversation-title.ts';
import { useClient } from '../session/client.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { DialogFrame } from '../ui/dialog-frame.tsx';
import { Field } from '../ui/field.tsx';
import { FormAlert } from '../ui/form-alert.tsx';
import { SubmitButton } from '../ui/submit-button.tsx';
import { useSubmit } from '../ui/use-submit.ts';
import { useTask } from '../ui/use-task.ts';
import { AddMembers } from './add-members.tsx';
import { MemberRow } from './member-row.tsx';

/** The conversation that is looked at. */
export interface ConversationDialogProps {
  readonly conversation: Conversation;
  readonly snapshot: ConversationSnapshot;
  readonly info: ConversationInfo;
  readonly user: SignedInUser;
  readonly onClose: () => void;
}

/** Who is in a conversation, in which role, and what one can do about it. */
const ConversationDialog = ({ conversation, snapshot, info, user, onClose }: ConversationDialogProps) => {
  const { api } = useClient();
  const [, navigate] = useLocation();
  const { members = [] } = snapshot;
  const [asks, setAsks] = useState<'leave' | 'end'>();
  const isDirect = info.type === 'direct';
  const isModerator = info.role !== 'member' && !isDirect;
  const rename = useSubmit((fields) => api.updateConversation(info.id, { title: fields.required('title', 'a title') }));
  const mute = useTask(() => (info.muted ? conversation.unmute() : conversation.mute()));
  const leave = useTask(async () => {
    await api.removeMember(info.id, user.id);
    navigate('/');
  });
  const end = useTask(async () => {
    await api.deleteConversation(info.id);
    navigate('/');
  });
  return (
    <DialogFrame title={conversationTitle(info)} onClose={onClose}>
      <FormAlert problem={mute.problem ?? leave.problem ?? end.problem} />
      {isModerator && (
        <Form {...rename.form}>
          <FormAlert problem={rename.problem} />
          <Field name="title" label="Title" defaultValue={info.title ?? ''} maxLength={256} />
          <SubmitButton isPending={rename.isPending}>Rename</SubmitButton>
        </Form>
      )}
      <ul className="members" aria-label="Members">
        {members.map((member) => (
          <li key={member.userId}>
            <MemberRow conversationId={info.id} member={member} ownRole={isDirect ? 'member' : info.role} user={user} />
          </li>
        ))}
      </ul>
      {isModerator && <AddMembers conversation={conversation} user={user} />}
      <div className="dialog-buttons">
        <Button className="button" onPress={() => mute.run()}>
          {info.muted ? 'Unmute' : 'Mute'}
        </Button>
        {!isDirect && (
          <Button className="button" onPress={() => setAsks('leave')}>
            Leave
          </Button>
        )}
        {info.role === 'owner' && !isDirect && (
          <Button className="button danger" onPress={() => setAsks('end')}>
            Delete for all
          </Button>
        )}
      </div>
      {asks === 'leave' && (
        <ConfirmDialog
          title="Leave?"
          consequence="You see it no more, until somebody adds you again."
          action="Leave"
          onClose={() => setAsks(undefined)}
          onConfirm={() => leave.run()}
        />
      )}
      {asks === 'end' && (
        <ConfirmDialog
          title="Delete it for all?"
          consequence="Nobody can read it any more, and nobody can bring it back."
          action="Delete for all"
          onClose={() => setAsks(undefined)}
          onConfirm={() => end.run()}
        />
      )}
    </DialogFrame>
  );
};

export default ConversationDialog;
