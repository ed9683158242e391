import type { CreatedInvitation, Invitation, SignedInUser } from '@chemchat/client';
import { useCallback, useState } from 'react';
import { Button, Checkbox, Form } from 'react-aria-components';
import { useClient } from '../session/client.ts';
import { Field } from '../ui/field.tsx';
import { FormAlert } from '../ui/form-alert.tsx';
import { formatDateTime } from '../ui/format-time.ts';
import { SubmitButton } from '../ui/submit-button.tsx';
import { useSubmit } from '../ui/use-submit.ts';
import { useTask } from '../ui/use-task.ts';
import { InvitationLink } from './invitation-link.tsx';
import { MoreButton } from './more-button.tsx';
import { type PageRequest, usePages } from './use-pages.ts';

const statusText: Readonly<Record<Invitation['status'], string>> = {
  pending: 'Not used yet',
  used: 'Used',
  revoked: 'Taken back',
  expired: 'Expired',
};

/** Who is invited to the team: by mail or by a link, and what became of it. */
export const Invitations = ({ user }: { readonly user: SignedInUser }) => {
  const { api } = useClient();
  const [created, setCreated] = useState<CreatedInvitation>();
  const [isAdmin, setAdmin] = useState(false);
  const read = useCallback((request: PageRequest) => api.listInvitations(request), [api]);
  const invitations = usePages<Invitation>(read);
  const invite = useSubmit(async (fields) => {
    const email = fields.text('email').trim();
    setCreated(await api.createInvitation({ ...(email !== '' && { email }), roles: isAdmin ? ['admin'] : [] }));
    invitations.reload();
  });
  const revoke = useTask(async (invitation: Invitation) => {
    await api.revokeInvitation(invitation.id);
    invitations.replace({ ...invitation, status: 'revoked' });
  });
  return (
    <section aria-label="Invitations">
      <Form className="admin-form" {...invite.form}>
        <FormAlert problem={invite.problem} />
        <Field
          name="email"
          label="Email (optional)"
          type="email"
          autoComplete="off"
          hint="It is mailed there; without one, whoever has the link can use it, once"
        />
        <Checkbox className="checkbox" isSelected={isAdmin} onChange={setAdmin}>
          As an admin
        </Checkbox>
        <SubmitButton isPending={invite.isPending}>Invite</SubmitButton>
      </Form>
      {created && <InvitationLink invitation={created} tenantId={user.tenantId} />}
      <FormAlert problem={revoke.problem} />
      {invitations.items?.length === 0 && <p role="status">Nobody is invited.</p>}
      <ul className="members" aria-label="Invitations so far">
        {invitations.items?.map((invitation) => (
          <li key={invitation.id}>
            <span className="grow">
              <b>{invitation.email ?? 'Whoever has the link'}</b>
              {invitation.roles.includes('admin') && <span className="tag">Admin</span>}
              <small>
                {statusText[invitation.status]}
                {invitation.status === 'pending' && `, good until ${formatDateTime(invitation.expiresAt)}`}
              </small>
            </span>
            {invitation.status === 'pending' && (
              <Button className="button danger" onPress={() => revoke.run(invitation)}>
                Take back
              </Button>
            )}
          </li>
        ))}
      </ul>
      <MoreButton pages={invitations} />
    </section>
  );
};
