import type { SignedInUser } from '@chemchat/client';

/** What a dialog over the whole page is given. */
export interface WorkspaceDialogProps {
  readonly user: SignedInUser;
  readonly onClose: () => void;
}
