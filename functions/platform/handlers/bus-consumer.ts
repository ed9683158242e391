import type { EventBridgeEvent } from 'aws-lambda';
import { type BusEvent, busEvents, type TenantEventType } from '../../contract/events.ts';
import { logger } from '../observability.ts';
import { withinTenant } from '../tenant-fence.ts';
import { observed } from './observed.ts';
import { validate } from './validate.ts';

/** One call of a consumer. */
export interface ConsumerCall {
  /** When to begin nothing more, so that what is under way comes to its end; milliseconds since the epoch. */
  readonly endAtMs: number;
}

/** What a call keeps of its function's time for what is under way when its end comes. */
const marginMs = 8_000;

/**
 * A Lambda handler for one type of event on the bus, each of one tenant. The bus delivers at least once, in any order: `effect` has to be
 * idempotent. An error makes the bus try again, and in the end leave the event in the rule's dead-letter queue.
 */
export const busConsumer = <Type extends TenantEventType>(
  type: Type,
  effect: (event: BusEvent<Type>, call: ConsumerCall) => Promise<void>,
) =>
  observed(async (event: EventBridgeEvent<Type, unknown>, context): Promise<void> => {
    const detail = validate(busEvents[type], event.detail) as BusEvent<Type>;
    logger.setCorrelationId(detail.correlationId);
    const call = { endAtMs: Date.now() + context.getRemainingTimeInMillis() - marginMs };
    await withinTenant(detail.tenantId, () => effect(detail, call));
  });
