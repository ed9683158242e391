import * as z from 'zod';
import { TenantId } from './identifiers.ts';
import { Message } from './messages.ts';

/** The source of every event that ChemChat puts on its bus. */
export const eventSource = 'chemchat';

const event = <Fields extends z.ZodRawShape>(fields: Fields) =>
  z.object({
    /** Raised when a consumer of the older shape could not read the newer one. */
    version: z.literal(1),
    tenantId: TenantId,
    /** Follows one request through the stream, the bus and every consumer. */
    correlationId: z.string(),
    ...fields,
  });

/** Events on the bus by detail type. Consumers accept fields they do not know. */
export const busEvents = {
  'message.created': event({ message: Message }),
} as const;

/** The detail type of a bus event. */
export type BusEventType = keyof typeof busEvents;
/** The detail of a bus event. */
export type BusEvent<Type extends BusEventType> = z.infer<(typeof busEvents)[Type]>;
