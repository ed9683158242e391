// Written by `make docs` from the schemas in functions/contract.

export interface AddMember {
  /** A user, opaque */
  readonly userId: string;
  readonly role?: 'admin' | 'member' | undefined;
}

export interface AddReaction {
  readonly emoji: string;
}

export interface AdminUser {
  /** A user, opaque */
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly displayName: string;
  readonly roles: readonly ('admin')[];
  /** Whether the person may log in */
  readonly active: boolean;
  /** Whether a login takes a second factor */
  readonly mfaEnabled: boolean;
  readonly createdAt: string;
}

export interface AdminUserPage {
  readonly items: readonly AdminUser[];
  readonly nextCursor: string | null;
}

export interface AskForCode {
  readonly email: string;
}

/** What was done: docs/api/audit.md tells when */
export type AuditAction = 'person.registered' | 'person.confirmed' | 'password.reset' | 'password.changed' | 'mfa.enabled' | 'mfa.disabled' | 'mfa.recovery-codes-renewed' | 'mfa.recovery-code-used' | 'mfa.removed' | 'login.succeeded' | 'login.failed' | 'session.logged-out' | 'session.revoked' | 'session.refused' | 'refresh.replayed' | 'refresh.wrong-device' | 'refresh.wrong-key' | 'person.deactivated' | 'person.reactivated' | 'person.roles-changed' | 'tenant.settings-changed' | 'invitation.created' | 'invitation.revoked' | 'tenant.suspended' | 'tenant.resumed' | 'conversation.deleted' | 'member.added' | 'member.removed' | 'member.role-changed' | 'message.edited' | 'message.deleted';

export interface AuditEntry {
  readonly id: string;
  readonly action: AuditAction;
  /** Who did it: a user's id, `operator` for who runs the deployment, or null where nobody is known */
  readonly actorId: string | null;
  readonly target: {
    readonly type: 'person' | 'session' | 'tenant' | 'invitation' | 'conversation' | 'message';
    readonly id: string;
    /** In which conversation */
    readonly conversationId?: string | undefined;
  };
  readonly before: Readonly<Record<string, string | number | boolean | null | readonly string[]>> | null;
  readonly after: Readonly<Record<string, string | number | boolean | null | readonly string[]>> | null;
  /** The client's address */
  readonly ip: string | null;
  /** As the client says, cut to 256 characters */
  readonly userAgent: string | null;
  readonly timestamp: string;
  readonly correlationId: string;
}

export interface AuditPage {
  readonly items: readonly AuditEntry[];
  /** Where there is one there may be more, though this page holds few or none: its reads are bounded */
  readonly nextCursor: string | null;
}

export interface AuthenticateFrame {
  readonly action: 'authenticate';
  /** Comes back in the one answer to this action */
  readonly requestId?: string | undefined;
  readonly token: string;
}

export interface AuthenticatedFrame {
  readonly type: 'authenticated';
  /** Comes back in the one answer to this action */
  readonly requestId?: string | undefined;
  /** A user, opaque */
  readonly userId: string;
}

export interface ChangePassword {
  readonly currentPassword: string;
  readonly newPassword: string;
}

export interface ChangeRole {
  readonly role: 'owner' | 'admin' | 'member';
}

export interface Confirm {
  readonly email: string;
  /** As it came by mail: good once, for 10 minutes and five tries */
  readonly code: string;
}

export interface Conversation {
  /** A conversation, opaque */
  readonly id: string;
  readonly type: 'direct' | 'group' | 'channel';
  /** null: it has none, as a direct one */
  readonly title: string | null;
  /** The other person of a direct conversation */
  readonly peer?: {
    /** A user, opaque */
    readonly id: string;
    readonly displayName: string;
    readonly avatarUrl?: string | undefined;
  } | undefined;
  readonly memberCount: number;
  /** The caller's */
  readonly role: 'owner' | 'admin' | 'member';
  readonly sequenceNumber: number;
  readonly changeNumber: number;
  readonly lastReadSequence: number;
  readonly unreadCount: number;
  /** Where the conversation would not fit a frame with it: without reactions and attachments */
  readonly lastMessage: Message | null;
  readonly updatedAt: string;
  readonly muted: boolean;
  /** The application's own JSON object, at most 4 KB */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
}

export interface ConversationCreatedFrame {
  readonly type: 'conversation.created';
  readonly conversation: Conversation;
}

export interface ConversationDeletedFrame {
  readonly type: 'conversation.deleted';
  /** A conversation, opaque */
  readonly conversationId: string;
}

export interface ConversationHit {
  readonly conversation: Conversation;
  /** Pieces of the text, or of the files' names, around what was found, as HTML: all is escaped but <mark> around each find */
  readonly highlights: readonly string[];
}

export interface ConversationHitPage {
  readonly items: readonly ConversationHit[];
  readonly nextCursor: string | null;
}

export interface ConversationJoinAckFrame {
  readonly type: 'ack';
  /** Comes back in the one answer to this action */
  readonly requestId?: string | undefined;
  readonly head: {
    readonly sequenceNumber: number;
    readonly changeNumber: number;
  };
  /** Of many who write at once, those who said so last */
  readonly typing: readonly Typing[];
  /** Of many members, 200, those who are there first */
  readonly presence: readonly Presence[];
}

export interface ConversationJoinFrame {
  readonly action: 'conversation.join';
  /** Comes back in the one answer to this action */
  readonly requestId?: string | undefined;
  /** A conversation, opaque */
  readonly conversationId: string;
}

export interface ConversationLeaveAckFrame {
  readonly type: 'ack';
  /** Comes back in the one answer to this action */
  readonly requestId?: string | undefined;
  readonly head: {
    readonly sequenceNumber: number;
    readonly changeNumber: number;
  };
  /** Of many who write at once, those who said so last */
  readonly typing: readonly Typing[];
  /** Of many members, 200, those who are there first */
  readonly presence: readonly Presence[];
}

export interface ConversationLeaveFrame {
  readonly action: 'conversation.leave';
  /** Comes back in the one answer to this action */
  readonly requestId?: string | undefined;
  /** A conversation, opaque */
  readonly conversationId: string;
}

export interface ConversationPage {
  readonly items: readonly Conversation[];
  readonly nextCursor: string | null;
}

export interface ConversationUpdatedFrame {
  readonly type: 'conversation.updated';
  /** A conversation, opaque */
  readonly conversationId: string;
  /** Where it stands in the line of changes: no gap over all kinds */
  readonly changeNumber: number;
  readonly conversation: Conversation;
  /** Where roles changed: of whom, and what they are now */
  readonly roles?: readonly ({
    /** A user, opaque */
    readonly userId: string;
    readonly role: 'owner' | 'admin' | 'member';
  })[] | undefined;
}

export interface CreateConversation {
  readonly type: 'direct' | 'group' | 'channel';
  readonly title?: string | undefined;
  /** The maker is a member, listed or not */
  readonly memberIds: readonly string[];
  /** The application's own JSON object, at most 4 KB */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
}

export interface CreateInvitation {
  /** It is mailed there, and good for this address alone */
  readonly email?: string | undefined;
  /** What who registers with it gets */
  readonly roles?: readonly ('admin')[] | undefined;
  readonly expiresInSeconds?: number | undefined;
}

export interface CreateUpload {
  readonly fileName: string;
  /** What the bytes are, which is looked at */
  readonly contentType: string;
  /** Bytes, exactly */
  readonly size: number;
  /** Whose members may see it before it is attached */
  readonly conversationId?: string | undefined;
}

export interface CreatedInvitation {
  readonly id: string;
  /** The only address that it is good for */
  readonly email: string | null;
  readonly roles: readonly ('admin')[];
  readonly status: 'pending' | 'used' | 'revoked' | 'expired';
  readonly createdAt: string;
  /** A user, opaque */
  readonly createdBy: string;
  readonly expiresAt: string;
  readonly usedBy: string | null;
  /** What to register with, as `invitation`; told this once */
  readonly token: string;
  /** Whether it is on its way by mail; if not, pass it on */
  readonly mailed: boolean;
}

export interface DisableMfa {
  readonly code?: string | undefined;
  /** Good once */
  readonly recoveryCode?: string | undefined;
}

export interface Download {
  readonly url: string;
  /** Seconds */
  readonly expiresIn: number;
}

export interface EditMessage {
  /** 1 to 8,192 bytes of UTF-8; empty only beside attachments */
  readonly content: string;
  /** Left out: those of before stay. Empty: none any more */
  readonly mentions?: readonly string[] | undefined;
  /** Only over this revision; else 409 */
  readonly baseRevision?: number | undefined;
}

export interface ErrorFrame {
  readonly type: 'error';
  /** Comes back in the one answer to this action */
  readonly requestId?: string | undefined;
  readonly code: 'VALIDATION_FAILED' | 'UNAUTHENTICATED' | 'INVALID_CREDENTIALS' | 'FORBIDDEN' | 'NOT_FOUND' | 'ALREADY_EXISTS' | 'STALE_REVISION' | 'RATE_LIMITED' | 'QUOTA_EXCEEDED' | 'TOO_LARGE' | 'INTERNAL' | 'UNAVAILABLE';
  readonly detail: string;
  readonly retryable: boolean;
  readonly retryAfterMs?: number | undefined;
  readonly errors?: readonly ({
    readonly path: string;
    readonly message: string;
  })[] | undefined;
  /** With STALE_REVISION: the message as it is */
  readonly current?: Message | undefined;
}

export interface Health {
  readonly status: 'ok' | 'degraded' | 'down';
  readonly timestamp: string;
  readonly services: Readonly<Record<string, {
    readonly status: 'ok' | 'down';
    readonly latencyMs: number;
  }>>;
}

export interface Invitation {
  readonly id: string;
  /** The only address that it is good for */
  readonly email: string | null;
  readonly roles: readonly ('admin')[];
  readonly status: 'pending' | 'used' | 'revoked' | 'expired';
  readonly createdAt: string;
  /** A user, opaque */
  readonly createdBy: string;
  readonly expiresAt: string;
  readonly usedBy: string | null;
}

export interface InvitationPage {
  readonly items: readonly Invitation[];
  readonly nextCursor: string | null;
}

export interface LastRead {
  readonly lastReadSequence: number;
}

export interface LogIn {
  readonly email?: string | undefined;
  readonly username?: string | undefined;
  readonly password: string;
  /** Made when left out */
  readonly deviceId?: string | undefined;
  readonly deviceName?: string | undefined;
  /** The code of the authenticator app; without it, a login with MFA answers with a challenge */
  readonly mfaToken?: string | undefined;
}

export interface LogOut {
  readonly allDevices?: boolean | undefined;
}

export interface LoggedIn {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly tokenType: 'Bearer';
  /** Seconds */
  readonly expiresIn: 900;
  readonly deviceId: string;
  readonly user: {
    /** A user, opaque */
    readonly id: string;
    /** The tenant's slug */
    readonly tenantId: string;
    readonly username: string;
    readonly email: string;
    readonly displayName: string;
    readonly roles: readonly ('admin')[];
  };
}

export interface Media {
  /** A file, opaque */
  readonly id: string;
  readonly status: 'pending' | 'processing' | 'ready' | 'rejected';
  readonly kind: 'image' | 'video' | 'audio' | 'document' | 'archive';
  readonly fileName: string;
  /** As it was uploaded */
  readonly contentType: string;
  /** Bytes, as it was uploaded */
  readonly size: number;
  /** Pixels, as seen after rotation */
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  readonly durationMs?: number | undefined;
  readonly renditions: readonly Rendition[];
  /** A blurred picture to show meanwhile: a ThumbHash, base64 */
  readonly placeholder?: string | undefined;
  /** Of audio: how loud it is, over its whole length */
  readonly waveform?: readonly number[] | undefined;
  /** There when it was rejected */
  readonly reason?: 'EMPTY' | 'TYPE_MISMATCH' | 'TYPE_NOT_ACCEPTED' | 'TRUNCATED' | 'UNREADABLE' | 'TOO_MANY_PIXELS' | 'TOO_LONG' | 'MALWARE' | 'UNSCANNABLE' | 'REPLACED' | 'ABANDONED' | 'FAILED' | undefined;
}

export interface MediaReadyFrame {
  readonly type: 'media.ready';
  readonly media: Media;
}

export interface MediaRejectedFrame {
  readonly type: 'media.rejected';
  readonly media: Media;
}

export interface Member {
  /** A user, opaque */
  readonly userId: string;
  readonly displayName: string;
  readonly avatarUrl?: string | undefined;
  readonly role: 'owner' | 'admin' | 'member';
  readonly joinedAt: string;
}

export interface MemberJoinedFrame {
  readonly type: 'member.joined';
  /** A conversation, opaque */
  readonly conversationId: string;
  /** Where it stands in the line of changes: no gap over all kinds */
  readonly changeNumber: number;
  /** A user, opaque */
  readonly userId: string;
  readonly role: 'owner' | 'admin' | 'member';
}

export interface MemberLeftFrame {
  readonly type: 'member.left';
  /** A conversation, opaque */
  readonly conversationId: string;
  /** Where it stands in the line of changes: no gap over all kinds */
  readonly changeNumber: number;
  /** A user, opaque */
  readonly userId: string;
  readonly role: 'owner' | 'admin' | 'member';
}

export interface MemberPage {
  readonly items: readonly Member[];
  readonly nextCursor: string | null;
}

export interface Message {
  /** A message, opaque */
  readonly id: string;
  /** A conversation, opaque */
  readonly conversationId: string;
  /** A user, opaque */
  readonly senderId: string;
  readonly clientMessageId: string;
  readonly messageType: string;
  readonly content: string;
  /** Counts messages: 1, 2, 3, no gap, ever */
  readonly sequenceNumber: number;
  readonly timestamp: string;
  /** From 1; an edit adds one */
  readonly revision: number;
  /** Of its last change */
  readonly changeNumber?: number | undefined;
  readonly editedAt?: string | undefined;
  /** A tombstone: it keeps its number and says nothing */
  readonly deleted?: true | undefined;
  /** A message, opaque */
  readonly replyTo?: string | undefined;
  /** There when somebody is mentioned */
  readonly mentions?: readonly string[] | undefined;
  /** The application's own JSON object, at most 4 KB */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  readonly reactions: readonly Reaction[];
  /** As they are now, in the order in which they were sent */
  readonly attachments: readonly Media[];
}

export interface MessageCreatedFrame {
  readonly type: 'message.created';
  /** A message, opaque */
  readonly id: string;
  /** A conversation, opaque */
  readonly conversationId: string;
  /** A user, opaque */
  readonly senderId: string;
  readonly clientMessageId: string;
  readonly messageType: string;
  readonly content: string;
  /** Counts messages: 1, 2, 3, no gap, ever */
  readonly sequenceNumber: number;
  readonly timestamp: string;
  /** A message, opaque */
  readonly replyTo?: string | undefined;
  /** There when somebody is mentioned */
  readonly mentions?: readonly string[] | undefined;
  /** The application's own JSON object, at most 4 KB */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  /** As they are now, in the order in which they were sent */
  readonly attachments: readonly Media[];
}

export interface MessageDeleteAckFrame {
  readonly type: 'ack';
  /** Comes back in the one answer to this action */
  readonly requestId?: string | undefined;
  readonly message: Message;
}

export interface MessageDeleteFrame {
  readonly action: 'message.delete';
  /** Comes back in the one answer to this action */
  readonly requestId?: string | undefined;
  /** A message, opaque */
  readonly messageId: string;
}

export interface MessageDeletedFrame {
  readonly type: 'message.deleted';
  /** A conversation, opaque */
  readonly conversationId: string;
  /** Where it stands in the line of changes: no gap over all kinds */
  readonly changeNumber: number;
  readonly message: Message;
}

export interface MessageDeliveredAckFrame {
  readonly type: 'ack';
  /** Comes back in the one answer to this action */
  readonly requestId?: string | undefined;
  readonly lastDeliveredSequence: number;
}

export interface MessageDeliveredFrame {
  readonly action: 'message.delivered';
  /** Comes back in the one answer to this action */
  readonly requestId?: string | undefined;
  /** A conversation, opaque */
  readonly conversationId: string;
  readonly sequenceNumber: number;
}

export interface MessageEditAckFrame {
  readonly type: 'ack';
  /** Comes back in the one answer to this action */
  readonly requestId?: string | undefined;
  readonly message: Message;
}

export interface MessageEditFrame {
  readonly action: 'message.edit';
  /** Comes back in the one answer to this action */
  readonly requestId?: string | undefined;
  /** A message, opaque */
  readonly messageId: string;
  /** 1 to 8,192 bytes of UTF-8; empty only beside attachments */
  readonly content: string;
  /** Left out: those of before stay. Empty: none any more */
  readonly mentions?: readonly string[] | undefined;
  /** Only over this revision; else 409 */
  readonly baseRevision?: number | undefined;
}

export interface MessageHit {
  readonly message: Message;
  /** Pieces of the text, or of the files' names, around what was found, as HTML: all is escaped but <mark> around each find */
  readonly highlights: readonly string[];
  /** Higher fits better */
  readonly score: number;
}

export interface MessageHitPage {
  readonly items: readonly MessageHit[];
  /** A page may have fewer items than asked for, and more follow */
  readonly nextCursor: string | null;
}

/** hasMore: there is more in the direction that was read */
export interface MessagePage {
  readonly items: readonly Message[];
  readonly hasMore: boolean;
}

export interface MessageReadAckFrame {
  readonly type: 'ack';
  /** Comes back in the one answer to this action */
  readonly requestId?: string | undefined;
  readonly lastReadSequence: number;
}

export interface MessageReadFrame {
  readonly action: 'message.read';
  /** Comes back in the one answer to this action */
  readonly requestId?: string | undefined;
  /** A conversation, opaque */
  readonly conversationId: string;
  readonly sequenceNumber: number;
}

export interface MessageSendAckFrame {
  readonly type: 'ack';
  /** Comes back in the one answer to this action */
  readonly requestId?: string | undefined;
  readonly message: Message;
  readonly duplicate?: true | undefined;
}

export interface MessageSendFrame {
  readonly action: 'message.send';
  /** Comes back in the one answer to this action */
  readonly requestId?: string | undefined;
  /** A conversation, opaque */
  readonly conversationId: string;
  /** 1 to 8,192 bytes of UTF-8; empty only beside attachments */
  readonly content: string;
  readonly messageType?: string | undefined;
  /** Files of the sender's own, uploaded or about to be, that were not rejected */
  readonly attachmentIds?: readonly string[] | undefined;
  /** The message of the same conversation that this one answers */
  readonly replyTo?: string | undefined;
  /** Members of the conversation that the message is for in particular */
  readonly mentions?: readonly string[] | undefined;
  /** The application's own JSON object, at most 4 KB */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  /** The idempotency key of a send, made by the client */
  readonly clientMessageId: string;
}

export interface MessageUpdatedFrame {
  readonly type: 'message.updated';
  /** A conversation, opaque */
  readonly conversationId: string;
  /** Where it stands in the line of changes: no gap over all kinds */
  readonly changeNumber: number;
  readonly message: Message;
}

export interface MfaDisabled {
  readonly mfaEnabled: false;
}

export interface MfaEnabled {
  readonly mfaEnabled: true;
  /** Ten, each good once; they are never shown again */
  readonly recoveryCodes: readonly string[];
}

export interface MfaRequired {
  readonly mfaRequired: true;
  /** To go on with at POST /auth/mfa/verify: for 5 minutes and five tries */
  readonly session: string;
}

export interface MfaSetup {
  /** Base32: for SHA-1, six digits, 30 s. MFA is on once a code was verified */
  readonly secret: string;
  /** The same, as authenticator apps read it from a QR code */
  readonly otpauthUri: string;
}

export interface Mute {
  /** Left out: until it is ended */
  readonly until?: string | undefined;
}

export interface OwnProfile {
  /** A user, opaque */
  readonly id: string;
  /** The tenant's slug */
  readonly tenantId: string;
  readonly username: string;
  readonly email: string;
  readonly displayName: string;
  readonly avatarUrl?: string | undefined;
  readonly roles: readonly ('admin')[];
  readonly mfaEnabled: boolean;
}

export interface PingFrame {
  readonly action: 'ping';
  /** Comes back in the one answer to this action */
  readonly requestId?: string | undefined;
}

export interface PongFrame {
  readonly type: 'pong';
  /** Comes back in the one answer to this action */
  readonly requestId?: string | undefined;
}

export interface Presence {
  /** A user, opaque */
  readonly userId: string;
  readonly status: 'online' | 'away' | 'offline';
  /** When the last device went; null: now, or never seen */
  readonly lastSeen: string | null;
}

export interface PresenceChangedFrame {
  readonly type: 'presence.changed';
  /** A user, opaque */
  readonly userId: string;
  readonly status: 'online' | 'away' | 'offline';
  /** When the last device went; null: now, or never seen */
  readonly lastSeen: string | null;
}

export interface PresenceSetAckFrame {
  readonly type: 'ack';
  /** Comes back in the one answer to this action */
  readonly requestId?: string | undefined;
}

export interface PresenceSetFrame {
  readonly action: 'presence.set';
  /** Comes back in the one answer to this action */
  readonly requestId?: string | undefined;
  readonly status: 'online' | 'away';
}

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: 'VALIDATION_FAILED' | 'UNAUTHENTICATED' | 'INVALID_CREDENTIALS' | 'FORBIDDEN' | 'NOT_FOUND' | 'ALREADY_EXISTS' | 'STALE_REVISION' | 'RATE_LIMITED' | 'QUOTA_EXCEEDED' | 'TOO_LARGE' | 'INTERNAL' | 'UNAVAILABLE';
  readonly correlationId: string;
  readonly errors?: readonly ({
    readonly path: string;
    readonly message: string;
  })[] | undefined;
  /** With STALE_REVISION: the message as it is */
  readonly current?: Message | undefined;
}

export interface Reaction {
  readonly emoji: string;
  readonly userIds: readonly string[];
}

export interface ReactionAddAckFrame {
  readonly type: 'ack';
  /** Comes back in the one answer to this action */
  readonly requestId?: string | undefined;
  readonly message: Message;
}

export interface ReactionAddFrame {
  readonly action: 'reaction.add';
  /** Comes back in the one answer to this action */
  readonly requestId?: string | undefined;
  /** A message, opaque */
  readonly messageId: string;
  readonly emoji: string;
}

export interface ReactionAddedFrame {
  readonly type: 'reaction.added';
  /** A conversation, opaque */
  readonly conversationId: string;
  /** Where it stands in the line of changes: no gap over all kinds */
  readonly changeNumber: number;
  /** A message, opaque */
  readonly messageId: string;
  /** A user, opaque */
  readonly userId: string;
  readonly emoji: string;
}

export interface ReactionRemoveAckFrame {
  readonly type: 'ack';
  /** Comes back in the one answer to this action */
  readonly requestId?: string | undefined;
  readonly message: Message;
}

export interface ReactionRemoveFrame {
  readonly action: 'reaction.remove';
  /** Comes back in the one answer to this action */
  readonly requestId?: string | undefined;
  /** A message, opaque */
  readonly messageId: string;
  readonly emoji: string;
}

export interface ReactionRemovedFrame {
  readonly type: 'reaction.removed';
  /** A conversation, opaque */
  readonly conversationId: string;
  /** Where it stands in the line of changes: no gap over all kinds */
  readonly changeNumber: number;
  /** A message, opaque */
  readonly messageId: string;
  /** A user, opaque */
  readonly userId: string;
  readonly emoji: string;
}

export interface Read {
  readonly sequenceNumber: number;
}

export interface Receipt {
  /** A user, opaque */
  readonly userId: string;
  readonly lastDeliveredSequence: number;
  readonly lastReadSequence: number;
}

export interface ReceiptUpdatedFrame {
  readonly type: 'receipt.updated';
  /** A conversation, opaque */
  readonly conversationId: string;
  /** A user, opaque */
  readonly userId: string;
  readonly lastDeliveredSequence: number;
  readonly lastReadSequence: number;
}

export interface Receipts {
  readonly items: readonly Receipt[];
}

export interface RecoveryCodes {
  /** Ten, each good once; they are never shown again */
  readonly recoveryCodes: readonly string[];
}

export interface Refresh {
  readonly refreshToken: string;
  readonly deviceId: string;
}

export interface Register {
  readonly email: string;
  readonly password: string;
  readonly displayName: string;
  /** Made from the address when left out */
  readonly username?: string | undefined;
  /** That of the invitation when left out, or else `default` */
  readonly tenant?: string | undefined;
  /** What an admin of the tenant invited with */
  readonly invitation?: string | undefined;
}

export interface Registered {
  /** A user, opaque */
  readonly userId: string;
  /** The tenant's slug */
  readonly tenantId: string;
  readonly confirmationRequired: boolean;
}

export interface Rendition {
  readonly name: string;
  readonly contentType: string;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  /** Bytes */
  readonly size: number;
}

export interface RenewRecoveryCodes {
  readonly code: string;
}

export interface Reset {
  readonly email: string;
  /** As it came by mail: good once, for 10 minutes and five tries */
  readonly code: string;
  readonly newPassword: string;
}

export interface SendMessage {
  /** 1 to 8,192 bytes of UTF-8; empty only beside attachments */
  readonly content: string;
  readonly messageType?: string | undefined;
  /** Files of the sender's own, uploaded or about to be, that were not rejected */
  readonly attachmentIds?: readonly string[] | undefined;
  /** The message of the same conversation that this one answers */
  readonly replyTo?: string | undefined;
  /** Members of the conversation that the message is for in particular */
  readonly mentions?: readonly string[] | undefined;
  /** The application's own JSON object, at most 4 KB */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  /** The idempotency key of a send, made by the client */
  readonly clientMessageId?: string | undefined;
}

export interface Session {
  readonly id: string;
  readonly deviceId: string;
  readonly deviceName: string | null;
  readonly createdAt: string;
  /** Of the login, or of its last refresh */
  readonly lastUsedAt: string;
  /** Whether it is the session that asks */
  readonly current: boolean;
}

export interface SessionPage {
  readonly items: readonly Session[];
  readonly nextCursor: string | null;
}

export interface SessionRevokedFrame {
  readonly type: 'session.revoked';
}

export interface SyncAckFrame {
  readonly type: 'ack';
  /** Comes back in the one answer to this action */
  readonly requestId?: string | undefined;
  /** Each that was asked for. Where the next message of none fits beside the others: one of them alone */
  readonly conversations: readonly ({
    /** A conversation, opaque */
    readonly conversationId: string;
    /** Numbered above the cursor, as they are now */
    readonly messages: readonly Message[];
    /** At or below the cursor, changed after it, as they are now */
    readonly changed: readonly Message[];
    readonly head: {
      readonly sequenceNumber: number;
      readonly changeNumber: number;
    };
    /** There when the title or the members changed */
    readonly conversation?: Conversation | undefined;
    /** The next cursor */
    readonly next: {
      readonly afterSequence: number;
      readonly afterChange: number;
    };
    readonly complete: boolean;
  } | {
    /** A conversation, opaque */
    readonly conversationId: string;
    readonly code: 'NOT_FOUND';
  })[];
}

export interface SyncFrame {
  readonly action: 'sync';
  /** Comes back in the one answer to this action */
  readonly requestId?: string | undefined;
  readonly conversations: readonly ({
    /** A conversation, opaque */
    readonly conversationId: string;
    readonly afterSequence: number;
    readonly afterChange: number;
  })[];
}

export interface SyncPage {
  /** Numbered above the cursor, as they are now */
  readonly messages: readonly Message[];
  /** At or below the cursor, changed after it, as they are now */
  readonly changed: readonly Message[];
  readonly head: {
    readonly sequenceNumber: number;
    readonly changeNumber: number;
  };
  /** There when the title or the members changed */
  readonly conversation?: Conversation | undefined;
  /** The next cursor */
  readonly next: {
    readonly afterSequence: number;
    readonly afterChange: number;
  };
  readonly complete: boolean;
}

export interface Tenant {
  /** The tenant's slug */
  readonly id: string;
  readonly createdAt: string;
  /** Who may join beside those who are invited */
  readonly joining: 'open' | 'email-domain' | 'invitation';
  /** Of e-mail addresses, for email-domain */
  readonly domains: readonly string[];
  /** Whether who registers confirms the address, also where the deployment does not ask for it */
  readonly confirmAddresses: boolean;
}

export interface Typing {
  /** A user, opaque */
  readonly userId: string;
  readonly displayName: string;
}

export interface TypingStartAckFrame {
  readonly type: 'ack';
  /** Comes back in the one answer to this action */
  readonly requestId?: string | undefined;
}

export interface TypingStartFrame {
  readonly action: 'typing.start';
  /** Comes back in the one answer to this action */
  readonly requestId?: string | undefined;
  /** A conversation, opaque */
  readonly conversationId: string;
}

export interface TypingStartedFrame {
  readonly type: 'typing.started';
  /** A conversation, opaque */
  readonly conversationId: string;
  /** A user, opaque */
  readonly userId: string;
  readonly displayName: string;
}

export interface TypingStopAckFrame {
  readonly type: 'ack';
  /** Comes back in the one answer to this action */
  readonly requestId?: string | undefined;
}

export interface TypingStopFrame {
  readonly action: 'typing.stop';
  /** Comes back in the one answer to this action */
  readonly requestId?: string | undefined;
  /** A conversation, opaque */
  readonly conversationId: string;
}

export interface TypingStoppedFrame {
  readonly type: 'typing.stopped';
  /** A conversation, opaque */
  readonly conversationId: string;
  /** A user, opaque */
  readonly userId: string;
}

export interface UpdateAdminUser {
  /** false shuts the person out, true lets them in again */
  readonly active?: boolean | undefined;
  /** All of them; an empty list takes every role */
  readonly roles?: readonly ('admin')[] | undefined;
}

export interface UpdateConversation {
  readonly title?: string | undefined;
  /** The application's own JSON object, at most 4 KB */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
}

export interface UpdateProfile {
  readonly displayName?: string | undefined;
  /** An image of one's own that is ready; null: no picture any more */
  readonly avatarMediaId?: string | null | undefined;
}

export interface UpdateTenant {
  readonly joining?: 'open' | 'email-domain' | 'invitation' | undefined;
  /** All of them */
  readonly domains?: readonly string[] | undefined;
  readonly confirmAddresses?: boolean | undefined;
}

/** A form to POST the file with: multipart/form-data, the file last */
export interface Upload {
  /** A file, opaque */
  readonly mediaId: string;
  readonly upload: {
    readonly url: string;
    /** To send as they are, before the file */
    readonly fields: Readonly<Record<string, string>>;
  };
  /** Seconds */
  readonly expiresIn: number;
}

export interface User {
  /** A user, opaque */
  readonly id: string;
  readonly username: string;
  readonly displayName: string;
  readonly avatarUrl?: string | undefined;
}

export interface UserPage {
  readonly items: readonly User[];
  readonly nextCursor: string | null;
}

export interface VerifyMfa {
  readonly code?: string | undefined;
  /** Good once */
  readonly recoveryCode?: string | undefined;
  readonly email?: string | undefined;
  /** As the login answered */
  readonly session?: string | undefined;
  readonly deviceId?: string | undefined;
}

export interface WebSocketToken {
  readonly token: string;
  /** Seconds */
  readonly expiresIn: 3600;
}

/** Any frame that the server sends on its own. */
export type ServerEvent =
  | MessageCreatedFrame
  | MessageUpdatedFrame
  | MessageDeletedFrame
  | ReactionAddedFrame
  | ReactionRemovedFrame
  | ReceiptUpdatedFrame
  | TypingStartedFrame
  | TypingStoppedFrame
  | PresenceChangedFrame
  | ConversationCreatedFrame
  | ConversationUpdatedFrame
  | ConversationDeletedFrame
  | MemberJoinedFrame
  | MemberLeftFrame
  | MediaReadyFrame
  | MediaRejectedFrame
  | SessionRevokedFrame;

/** All actions of the WebSocket API, with their answers. */
export interface Actions {
  'authenticate': { readonly frame: AuthenticateFrame; readonly answer: AuthenticatedFrame };
  'message.send': { readonly frame: MessageSendFrame; readonly answer: MessageSendAckFrame };
  'message.edit': { readonly frame: MessageEditFrame; readonly answer: MessageEditAckFrame };
  'message.delete': { readonly frame: MessageDeleteFrame; readonly answer: MessageDeleteAckFrame };
  'reaction.add': { readonly frame: ReactionAddFrame; readonly answer: ReactionAddAckFrame };
  'reaction.remove': { readonly frame: ReactionRemoveFrame; readonly answer: ReactionRemoveAckFrame };
  'message.read': { readonly frame: MessageReadFrame; readonly answer: MessageReadAckFrame };
  'message.delivered': { readonly frame: MessageDeliveredFrame; readonly answer: MessageDeliveredAckFrame };
  'conversation.join': { readonly frame: ConversationJoinFrame; readonly answer: ConversationJoinAckFrame };
  'conversation.leave': { readonly frame: ConversationLeaveFrame; readonly answer: ConversationLeaveAckFrame };
  'typing.start': { readonly frame: TypingStartFrame; readonly answer: TypingStartAckFrame };
  'typing.stop': { readonly frame: TypingStopFrame; readonly answer: TypingStopAckFrame };
  'presence.set': { readonly frame: PresenceSetFrame; readonly answer: PresenceSetAckFrame };
  'sync': { readonly frame: SyncFrame; readonly answer: SyncAckFrame };
  'ping': { readonly frame: PingFrame; readonly answer: PongFrame };
}
