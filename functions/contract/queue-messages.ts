import * as z from 'zod';
import { ConversationId, TenantId } from './identifiers.ts';

/** That receipts of a conversation wait to be told; whose, is where they wait. Consumers accept fields they do not know. */
export const ReceiptsDue = z.object({ tenantId: TenantId, conversationId: ConversationId });

/** That somebody asked for a code by mail. It has no code, and does not say whether anybody has the address. */
export const CodeRequested = z.object({
  tenantId: z.null(),
  requestId: z.string(),
  purpose: z.enum(['confirmation', 'reset']),
  email: z.string(),
});
