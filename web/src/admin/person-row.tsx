import type { AdminUser } from '@chemchat/client';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { useClient } from '../session/client.ts';
import { Avatar } from '../ui/avatar.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { FormAlert } from '../ui/form-alert.tsx';
import { useTask } from '../ui/use-task.ts';

/** A person of the team, as an admin sees them. */
export interface PersonRowProps {
  readonly person: AdminUser;
  readonly isOwn: boolean;
  readonly onChange: (person: AdminUser) => void;
}

/** A person of the team, with what an admin can do about them. */
export const PersonRow = ({ person, isOwn, onChange }: PersonRowProps) => {
  const { api } = useClient();
  const { id, displayName, username, email, active, mfaEnabled, roles } = person;
  const isAdmin = roles.includes('admin');
  const [asks, setAsks] = useState<'shut-out' | 'remove-mfa'>();
  const change = useTask(async (next: { readonly active?: boolean; readonly roles?: 'admin'[] }) =>
    onChange(await api.updateAdminUser(id, next)),
  );
  const removal = useTask(async () => {
    await api.removeMfa(id);
    onChange(await api.getAdminUser(id));
  });
  return (
    <>
      <Avatar id={id} name={displayName} />
      <span className="grow">
        <b>{displayName}</b>
        {isOwn && ' (you)'}
        {isAdmin && <span className="tag">Admin</span>}
        {!active && <span className="tag">Shut out</span>}
        <small>
          @{username} · {email}
        </small>
        <FormAlert problem={change.problem ?? removal.problem} />
      </span>
      {!isOwn && (
        <span className="row-buttons">
          <Button className="button" onPress={() => change.run({ roles: isAdmin ? [] : ['admin'] })}>
            {isAdmin ? 'Take role' : 'Make admin'}
            <span className="visually-hidden"> {displayName}</span>
          </Button>
          {mfaEnabled && (
            <Button className="button danger" onPress={() => setAsks('remove-mfa')}>
              Remove second factor
              <span className="visually-hidden"> {displayName}</span>
            </Button>
          )}
          <Button
            className={active ? 'button danger' : 'button'}
            onPress={() => (active ? setAsks('shut-out') : change.run({ active: true }))}
          >
            {active ? 'Shut out' : 'Let in again'}
            <span className="visually-hidden"> {displayName}</span>
          </Button>
        </span>
      )}
      {asks === 'shut-out' && (
        <ConfirmDialog
          title={`Shut ${displayName} out?`}
          consequence="All their devices are signed out at once. What they wrote stays, and they can be let in again."
          action="Shut out"
          onClose={() => setAsks(undefined)}
          onConfirm={() => change.run({ active: false })}
        />
      )}
      {asks === 'remove-mfa' && (
        <ConfirmDialog
          title={`Remove the second factor of ${displayName}?`}
          consequence="Make sure that it is them who asks. They sign in with their password alone, all their devices are signed out, and a mail tells them."
          action="Remove"
          onClose={() => setAsks(undefined)}
          onConfirm={() => removal.run()}
        />
      )}
    </>
  );
};
