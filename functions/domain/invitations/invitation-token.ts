import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { InvitationId } from '../../contract/admin.ts';
import { TenantId } from '../../contract/identifiers.ts';

/** What an invitation is found by. */
export interface InvitationKey {
  readonly tenantId: TenantId;
  readonly invitationId: InvitationId;
}

/** A new token of an invitation: where it is, and 256 random bits. */
export const newInvitationToken = ({ tenantId, invitationId }: InvitationKey): string =>
  Buffer.from(JSON.stringify([tenantId, invitationId, randomBytes(32).toString('base64url')])).toString('base64url');

const Parts = z.tuple([TenantId, InvitationId, z.string().length(43)]);

/** The invitation that a token says it is of; undefined: it is none of ours. */
export const invitationKeyIn = (token: string): InvitationKey | undefined => {
  try {
    const [tenantId, invitationId] = Parts.parse(JSON.parse(Buffer.from(token, 'base64url').toString()));
    return { tenantId, invitationId };
  } catch {
    return undefined;
  }
};

/** What is kept of a token: its SHA-256, base64url. */
export const hashInvitationToken = (token: string): string => createHash('sha256').update(token).digest('base64url');
