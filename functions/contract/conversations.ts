import * as z from 'zod';
import { ConversationId, UserId } from './identifiers.ts';
import { Message } from './messages.ts';
import { Metadata, Timestamp, userLine } from './text.ts';

/** How many people one request may name. Above it members are added afterwards. */
export const maxMembersNamed = 500;

/** direct: two people, one conversation a pair; group: by invitation; channel: many readers. */
export const ConversationType = z.enum(['direct', 'group', 'channel']);
export type ConversationType = z.infer<typeof ConversationType>;

/**
 * Members of a conversation at most. Each member of a group is pushed to; of a channel, at that size, those who have
 * joined: as many as one run of the fan-out reaches (docs/decisions/0009).
 */
export const maxMembers = { direct: 2, group: 1_000, channel: 50_000 } as const satisfies Record<
  ConversationType,
  number
>;

/** What a member may do in a conversation. */
export const Role = z.enum(['owner', 'admin', 'member']);
export type Role = z.infer<typeof Role>;

/** Who is what in a conversation. */
export const RoleOf = z.object({ userId: UserId, role: Role });
export type RoleOf = z.infer<typeof RoleOf>;

/** A conversation's title: one line of at most 256 bytes of UTF-8. */
export const Title = userLine({ minBytes: 1, maxBytes: 256 }).meta({ examples: ['Lab 3'] });

/** Body of POST /conversations. */
export const CreateConversationBody = z
  .strictObject({
    type: ConversationType,
    title: Title.optional(),
    memberIds: z.array(UserId).max(maxMembersNamed).meta({ description: 'The maker is a member, listed or not' }),
    metadata: Metadata.optional(),
  })
  .meta({ id: 'CreateConversation' });

/** A conversation as one of its members sees it. */
export const Conversation = z
  .object({
    id: ConversationId,
    type: ConversationType,
    title: z.string().nullable().meta({ description: 'null: it has none, as a direct one' }),
    peer: z
      .object({ id: UserId, displayName: z.string(), avatarUrl: z.string().optional() })
      .optional()
      .meta({ description: 'The other person of a direct conversation' }),
    memberCount: z.int(),
    role: Role.meta({ description: "The caller's" }),
    sequenceNumber: z.int().min(0),
    changeNumber: z.int().min(0),
    lastReadSequence: z.int().min(0),
    unreadCount: z.int().min(0),
    lastMessage: Message.nullable().meta({
      description: 'Where the conversation would not fit a frame with it: without reactions and attachments',
    }),
    updatedAt: Timestamp,
    muted: z.boolean(),
    metadata: Metadata.optional(),
  })
  .meta({ id: 'Conversation' });
export type Conversation = z.infer<typeof Conversation>;

/** Answer of GET /conversations: newest activity first. */
export const ConversationPage = z
  .object({ items: z.array(Conversation), nextCursor: z.string().nullable() })
  .meta({ id: 'ConversationPage' });

/** Body of PATCH /conversations/:id. */
export const UpdateConversationBody = z
  .strictObject({ title: Title.optional(), metadata: Metadata.optional() })
  .refine((body) => body.title !== undefined || body.metadata !== undefined, {
    path: ['title'],
    message: 'give a title or metadata',
  })
  .meta({ id: 'UpdateConversation' });

/** A member as the others see them. */
export const Member = z
  .object({
    userId: UserId,
    displayName: z.string(),
    avatarUrl: z.string().optional(),
    role: Role,
    joinedAt: Timestamp,
  })
  .meta({ id: 'Member' });
export type Member = z.infer<typeof Member>;

/** Answer of GET /conversations/:id/members. */
export const MemberPage = z
  .object({ items: z.array(Member), nextCursor: z.string().nullable() })
  .meta({ id: 'MemberPage' });

/** Body of POST /conversations/:id/members. */
export const AddMemberBody = z
  .strictObject({ userId: UserId, role: Role.exclude(['owner']).default('member') })
  .meta({ id: 'AddMember' });

/** Body of PATCH /conversations/:id/members/:userId; making somebody the owner hands ownership over. */
export const ChangeRoleBody = z.strictObject({ role: Role }).meta({ id: 'ChangeRole' });

/** Body of PUT /conversations/:id/mute. */
export const MuteBody = z
  .strictObject({ until: Timestamp.optional().meta({ description: 'Left out: until it is ended' }) })
  .prefault({})
  .meta({ id: 'Mute' });
