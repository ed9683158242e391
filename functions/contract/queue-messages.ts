import * as z from 'zod';
import { type BusEventType, busEvents } from './events.ts';
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

const fromBus = <Type extends BusEventType>(type: Type) =>
  z.object({ 'detail-type': z.literal(type), detail: busEvents[type] });

/** An event that the bus put into the queue of what is to be found by search, as it stands on the bus. */
export const SearchEvent = z.discriminatedUnion('detail-type', [
  fromBus('message.created'),
  fromBus('conversation.created'),
  fromBus('conversation.changed'),
  fromBus('media.settled'),
]);
export type SearchEvent = z.infer<typeof SearchEvent>;
