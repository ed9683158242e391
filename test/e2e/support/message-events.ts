import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import type { ConversationId, TenantId } from '../../../functions/contract/identifiers.ts';
import type { Message } from '../../../functions/contract/messages.ts';
import { keys } from '../../../functions/platform/keys.ts';
import { cloud, tables } from './cloud.ts';
import { output } from './endpoints.ts';

/** Where the mark is that says a message was delivered. */
export const deliveryMarkOf = (
  tenant: string,
  { conversationId, sequenceNumber }: { readonly conversationId: string; readonly sequenceNumber: number },
) => ({
  TableName: output('LiveTableName'),
  Key: keys.deliveryMark(
    { tenantId: tenant as TenantId, conversationId: conversationId as ConversationId },
    `message ${sequenceNumber}`,
  ),
});

/** Forgets that a message was delivered, as a crash before the mark does. */
export const forgetDelivery = async (tenant: string, message: Message): Promise<void> => {
  await tables().send(new DeleteCommand(deliveryMarkOf(tenant, message)));
};

/** Puts a message's event on the bus once more, as the bus itself may deliver it twice. */
export const repeatEvent = async (tenant: string, message: Message): Promise<void> => {
  const event = {
    EventBusName: output('EventBusName'),
    Source: 'chemchat',
    DetailType: 'message.created',
    Detail: JSON.stringify({ version: 1, tenantId: tenant, correlationId: 'again', message }),
  };
  await new EventBridgeClient(cloud()).send(new PutEventsCommand({ Entries: [event] }));
};
