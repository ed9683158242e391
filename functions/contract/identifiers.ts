import * as z from 'zod';

const slug = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;

/** A tenant's slug: lower-case letters, digits and inner hyphens, 1 to 40 characters. It is the tenant's id. */
export const TenantId = z
  .string()
  .regex(slug, 'must be 1 to 40 lower-case letters, digits or inner hyphens')
  .brand<'TenantId'>()
  .meta({ description: "The tenant's slug", examples: ['default'] });
export type TenantId = z.infer<typeof TenantId>;

/** A user's id, opaque to clients; inside a UUID, which is also the Cognito username. */
export const UserId = z
  .string()
  .min(1)
  .max(64)
  .brand<'UserId'>()
  .meta({ description: 'A user, opaque', examples: ['019a9f5e-5f0e-7cc0-8f6e-1f0a6f2a9d11'] });
export type UserId = z.infer<typeof UserId>;

/** A conversation's id, opaque to clients; inside a UUID. */
export const ConversationId = z
  .string()
  .min(1)
  .max(64)
  .brand<'ConversationId'>()
  .meta({ description: 'A conversation, opaque', examples: ['019a9f5e-9a4b-7d0f-9b1c-3f1de0a7c2b5'] });
export type ConversationId = z.infer<typeof ConversationId>;

/** A message's id, opaque to clients; it encodes the conversation and the sequence number (see domain/messages). */
export const MessageId = z
  .string()
  .min(1)
  .max(64)
  .brand<'MessageId'>()
  .meta({ description: 'A message, opaque', examples: ['AZqfXppLfQ-bHD8d4KfCtQAAAAAAAQ'] });
export type MessageId = z.infer<typeof MessageId>;

/** A file's id, opaque to clients; inside a UUID. */
export const MediaId = z
  .string()
  .min(1)
  .max(64)
  .brand<'MediaId'>()
  .meta({ description: 'A file, opaque', examples: ['019a9f61-6d2c-7b1e-a3c4-5d0c2f9b8e17'] });
export type MediaId = z.infer<typeof MediaId>;

/** A login of one device: the `origin_jti` of its tokens. */
export const SessionId = z.string().min(1).max(128).brand<'SessionId'>();
export type SessionId = z.infer<typeof SessionId>;

/** Where a message stands in its conversation: 1, 2, 3, without a gap. */
export const SequenceNumber = z.int().min(1).meta({ description: 'Counts messages: 1, 2, 3, no gap, ever' });
