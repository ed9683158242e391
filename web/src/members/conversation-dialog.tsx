import type { Conversation, ConversationInfo, ConversationSnapshot, SignedInUser } from '@chemchat/client';
import { Button, Form } from 'react-aria-components';
import { useLocation } from 'wouter';
import { conversationTitle } from '../chat/conversation-title.ts';
import { useClient } from '../session/client.ts';
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
  const isDirect = info.type === 'direct';
  const isModerator = info.role !== 'member' && !isDirect;
  const rename = useSubmit((fields) => api.updateConversation(info.id, { title: fields.required('title', 'a title') }));
  const mute = useTask(() => (info.muted ? api.unmuteConversation(info.id) : api.muteConversation(info.id)));
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
        <Form onSubmit={rename.submit} validationBehavior="aria">
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
      {isModerator && <AddMembers conversation={conversation} members={members} user={user} />}
      <div className="dialog-buttons">
        <Button className="button" onPress={() => mute.run()}>
          {info.muted ? 'Unmute' : 'Mute'}
        </Button>
        {!isDirect && (
          <Button className="button" onPress={() => leave.run()}>
            Leave
          </Button>
        )}
        {info.role === 'owner' && !isDirect && (
          <Button className="button danger" onPress={() => end.run()}>
            Delete for all
          </Button>
        )}
      </div>
    </DialogFrame>
  );
};

export default ConversationDialog;
