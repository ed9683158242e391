import type { Member, SignedInUser } from '@chemchat/client';
import { useState } from 'react';
import { useClient } from '../session/client.ts';
import { useObservable } from '../session/use-observable.ts';
import { Avatar } from '../ui/avatar.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { FormAlert } from '../ui/form-alert.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { useTask } from '../ui/use-task.ts';
import { RoleSelect } from './role-select.tsx';

/** A member, as somebody in a role sees them. */
export interface MemberRowProps {
  readonly conversationId: string;
  readonly member: Member;
  readonly ownRole: Member['role'];
  readonly user: SignedInUser;
}

/** A member with their role; who may changes it, or takes them out. */
export const MemberRow = ({ conversationId, member, ownRole, user }: MemberRowProps) => {
  const client = useClient();
  const presences = useObservable(client.presence);
  const { userId, displayName, avatarUrl, role } = member;
  const isOther = userId !== user.id;
  const change = useTask((next: Member['role']) => client.api.changeRole(conversationId, userId, next));
  const [isHandingOver, setHandingOver] = useState(false);
  const [isRemoving, setRemoving] = useState(false);
  const remove = useTask(() => client.api.removeMember(conversationId, userId));
  return (
    <>
      <Avatar id={userId} name={displayName} url={avatarUrl} isOnline={presences.get(userId)?.status === 'online'} />
      <span className="grow">
        {displayName}
        {!isOther && ' (you)'}
        <FormAlert problem={change.problem ?? remove.problem} />
      </span>
      {ownRole === 'owner' && isOther ? (
        <RoleSelect
          label={`Role of ${displayName}`}
          role={role}
          onChange={(next) => (next === 'owner' ? setHandingOver(true) : change.run(next))}
        />
      ) : (
        <small>{role}</small>
      )}
      {ownRole !== 'member' && isOther && role !== 'owner' && (
        <IconButton icon="trash" label={`Take ${displayName} out`} onPress={() => setRemoving(true)} />
      )}
      {isRemoving && (
        <ConfirmDialog
          title={`Take ${displayName} out?`}
          consequence="They see it no more, until somebody adds them again."
          action="Take out"
          onClose={() => setRemoving(false)}
          onConfirm={() => remove.run()}
        />
      )}
      {isHandingOver && (
        <ConfirmDialog
          title="Hand it over?"
          consequence={`${displayName} becomes the owner, and you an admin. Only they can give it back.`}
          action="Hand over"
          onClose={() => setHandingOver(false)}
          onConfirm={() => change.run('owner')}
        />
      )}
    </>
  );
};
