import * as z from 'zod';
import { UserId } from './identifiers.ts';
import { Timestamp } from './text.ts';

/** What a person can say of themselves; offline is what nobody says. */
export const OwnStatus = z.enum(['online', 'away']);
export type OwnStatus = z.infer<typeof OwnStatus>;

/** Whether a person is there, over all their devices. */
export const Presence = z
  .object({
    userId: UserId,
    status: z.enum(['online', 'away', 'offline']),
    lastSeen: Timestamp.nullable().meta({ description: 'When the last device went; null: now, or never seen' }),
  })
  .meta({ id: 'Presence' });
export type Presence = z.infer<typeof Presence>;

/** Somebody who is writing. */
export const Typing = z.object({ userId: UserId, displayName: z.string() }).meta({ id: 'Typing' });
export type Typing = z.infer<typeof Typing>;
