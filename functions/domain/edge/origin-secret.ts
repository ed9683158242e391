import { createHash, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';

/**
 * What the edge says to the origins with each request, so that they answer nobody else. `next` becomes `current` at the
 * next rotation: origins know a value long before the edge says it, so their caches need no clearing. `previous` is
 * still taken while the edge's change spreads.
 */
export const OriginSecret = z.object({
  previous: z.string().min(1).optional(),
  current: z.string().min(1),
  next: z.string().min(1).optional(),
});
export type OriginSecret = z.infer<typeof OriginSecret>;

/** The secret after a rotation. The first one only adds `next`: no origin may meet a value that it does not know. */
export const rotated = ({ current, next }: OriginSecret, newValue: string): OriginSecret =>
  next === undefined ? { current, next: newValue } : { previous: current, current: next, next: newValue };

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Whether what came with a request is one of the secret's values; takes as long for any. */
export const isOfTheEdge = (secret: OriginSecret, given: string): boolean =>
  [secret.previous, secret.current, secret.next]
    .map((value) => value !== undefined && timingSafeEqual(digest(value), digest(given)))
    .includes(true);
