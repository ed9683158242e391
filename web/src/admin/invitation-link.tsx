import type { CreatedInvitation } from '@chemchat/client';
import { CopyButton } from '../ui/copy-button.tsx';

/** An invitation that was just made. */
export interface InvitationLinkProps {
  readonly invitation: CreatedInvitation;
  readonly tenantId: string;
}

/** The link of an invitation, which is shown this once. */
export const InvitationLink = ({ invitation: { token, email, mailed }, tenantId }: InvitationLinkProps) => {
  const query = new URLSearchParams({ tenant: tenantId, invitation: token, ...(email !== null && { email }) });
  const url = `${location.origin}/sign-up?${query}`;
  return (
    <div className="notice" role="status">
      <p>
        {mailed ? `It is on its way to ${email}.` : 'Pass this link on.'} The link is shown only now, and works once.
      </p>
      <p>
        <code className="invitation-link">{url}</code>
      </p>
      <CopyButton text={url} label="Copy the link" />
    </div>
  );
};
