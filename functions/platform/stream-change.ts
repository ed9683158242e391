import type { BusEvent } from '../contract/events.ts';
import type { TenantId } from '../contract/identifiers.ts';
import { storedMessage } from './repositories/message-repository.ts';

/** What a new item of the Chat table says on the bus. */
export interface StreamChange {
  readonly type: 'message.created';
  readonly detail: BusEvent<'message.created'>;
}

const tenantOf = (partition: unknown): TenantId => {
  const tenantId = typeof partition === 'string' ? /^T#([^#]+)#C#/.exec(partition)?.[1] : undefined;
  if (tenantId === undefined) throw new Error('cannot read the record; its key names no tenant');
  return tenantId as TenantId;
};

/**
 * The event that a new item stands for. The stream's filter lets messages through alone.
 *
 * @throws Error the item is no message
 */
export const changeIn = (item: Record<string, unknown>): StreamChange => {
  const { message, correlationId } = storedMessage(item);
  return { type: 'message.created', detail: { version: 1, tenantId: tenantOf(item.PK), correlationId, message } };
};
