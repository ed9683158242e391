import type { EventBridgeEvent } from 'aws-lambda';
import { type BusEvent, type BusEventType, busEvents } from '../../contract/events.ts';
import { logger } from '../observability.ts';
import { observed } from './observed.ts';
import { validate } from './validate.ts';

/**
 * A Lambda handler for one type of event on the bus. The bus delivers at least once, in any order: `effect` has to be
 * idempotent. An error makes the bus try again, and in the end leave the event in the rule's dead-letter queue.
 */
export const busConsumer = <Type extends BusEventType>(type: Type, effect: (event: BusEvent<Type>) => Promise<void>) =>
  observed(async (event: EventBridgeEvent<Type, unknown>): Promise<void> => {
    const detail = validate(busEvents[type], event.detail) as BusEvent<Type>;
    logger.setCorrelationId(detail.correlationId);
    await effect(detail);
  });
