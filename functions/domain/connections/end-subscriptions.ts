import type { Change } from '../changes/change.ts';
import type { ConversationKey } from '../messages/message-log.ts';
import type { Subscriptions } from './subscriptions.ts';

/**
 * After a removal, ends what the person followed. It comes before the removal is acknowledged, and again on the durable
 * path for where that stopped half-way; what they join after another invitation stays.
 */
export const endSubscriptions = async (
  { subscriptions }: { readonly subscriptions: Pick<Subscriptions, 'removeAllOf'> },
  key: ConversationKey,
  change: Change,
): Promise<void> => {
  if (change.kind === 'member.left') await subscriptions.removeAllOf(key, change.userId, change.changeNumber);
};
