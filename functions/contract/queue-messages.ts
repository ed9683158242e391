import * as z from 'zod';
import { ConversationId, TenantId } from './identifiers.ts';

/** That receipts of a conversation wait to be told; whose, is where they wait. Consumers accept fields they do not know. */
export const ReceiptsDue = z.object({ tenantId: TenantId, conversationId: ConversationId });
