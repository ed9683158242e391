import * as z from 'zod';
import { Timestamp } from './text.ts';

/** down: it can't do its main job; degraded: something beside it is missing. */
export const HealthStatus = z.enum(['ok', 'degraded', 'down']);
export type HealthStatus = z.infer<typeof HealthStatus>;

/** Answer of GET /health. */
export const Health = z
  .object({
    status: HealthStatus,
    timestamp: Timestamp,
    services: z.record(z.string(), z.object({ status: z.enum(['ok', 'down']), latencyMs: z.number() })),
  })
  .meta({ id: 'Health' });
export type Health = z.infer<typeof Health>;
