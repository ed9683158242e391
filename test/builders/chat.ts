import { randomUUID } from 'node:crypto';
import type { AuditEntry } from '../../functions/contract/audit.ts';
import type { ConversationId, MediaId, SessionId, TenantId, UserId } from '../../functions/contract/identifiers.ts';
import type { Message } from '../../functions/contract/messages.ts';
import type { Caller } from '../../functions/domain/caller.ts';
import type { ConversationRecord } from '../../functions/domain/conversations/conversation-store.ts';
import type { Membership } from '../../functions/domain/conversations/memberships.ts';
import type { MediaRecord } from '../../functions/domain/media/media-store.ts';
import { messageIdOf } from '../../functions/domain/messages/message-id.ts';
import type { MessageDraft } from '../../functions/domain/messages/message-log.ts';
import type { RequestOrigin } from '../../functions/domain/request-origin.ts';
import type { SessionRecord } from '../../functions/domain/sessions/sessions.ts';
import type { UserRecord } from '../../functions/domain/users/users.ts';

export const tenantId = 'acme' as TenantId;
export const aUserId = (): UserId => randomUUID() as UserId;
export const aConversationId = (): ConversationId => randomUUID() as ConversationId;
export const instant = '2026-11-23T12:00:00.000Z';

export const aCaller = (over: Partial<Caller> = {}): Caller => ({
  tenantId,
  userId: aUserId(),
  sessionId: randomUUID() as SessionId,
  ...over,
});

export const aSession = (over: Partial<SessionRecord> = {}): SessionRecord => ({
  ...aCaller(),
  deviceId: 'phone',
  createdAt: instant,
  lastUsedAt: instant,
  expiresAtMs: Date.now() + 60_000,
  refreshTokenHash: 'hash',
  generation: 1,
  sealedProviderToken: 'sealed',
  ...over,
});

export const aUser = (over: Partial<UserRecord> = {}): UserRecord => {
  const userId = aUserId();
  return {
    tenantId,
    userId,
    username: `ada-${userId.slice(0, 8)}`,
    email: `ada-${userId.slice(0, 8)}@example.com`,
    displayName: 'Ada',
    roles: [],
    createdAt: instant,
    ...over,
  };
};

/** Where a test's request came from. */
export const anOrigin = (over: Partial<RequestOrigin> = {}): RequestOrigin => ({
  correlationId: 'c-1',
  ip: '192.0.2.1',
  userAgent: 'a test',
  ...over,
});

export const anAuditEntry = (actorId: string | null = aUserId(), over: Partial<AuditEntry> = {}): AuditEntry => ({
  id: randomUUID(),
  action: 'person.registered',
  actorId,
  target: { type: 'person', id: actorId ?? aUserId() },
  before: null,
  after: null,
  ...anOrigin(),
  timestamp: instant,
  ...over,
});

export const aConversation = (over: Partial<ConversationRecord> = {}): ConversationRecord => ({
  tenantId,
  conversationId: aConversationId(),
  type: 'group',
  memberCount: 1,
  sequenceNumber: 0,
  changeNumber: 0,
  updatedAt: instant,
  ...over,
});

export const aMembership = (over: Partial<Membership> = {}): Membership => ({
  conversationId: aConversationId(),
  userId: aUserId(),
  role: 'member',
  joinedAt: instant,
  lastReadSequence: 0,
  lastDeliveredSequence: 0,
  muted: false,
  ...over,
});

export const aDraft = (over: Partial<MessageDraft> = {}): MessageDraft => ({
  tenantId,
  conversationId: aConversationId(),
  senderId: aUserId(),
  clientMessageId: randomUUID(),
  messageType: 'text',
  content: 'hello',
  timestamp: instant,
  correlationId: 'c-1',
  ...over,
});

/** A file that is ready. */
export const aFile = (over: Partial<MediaRecord> = {}): MediaRecord => ({
  tenantId,
  mediaId: randomUUID() as MediaId,
  uploaderId: aUserId(),
  status: 'ready',
  kind: 'document',
  fileName: 'notes.txt',
  contentType: 'text/plain',
  size: 5,
  renditions: [],
  createdAt: instant,
  changedAt: instant,
  revision: 3,
  correlationId: 'c-1',
  storedBytes: 5,
  attachedTo: [],
  ...over,
});

export const aMessage = (over: Partial<Message> = {}): Message => {
  const position = { conversationId: aConversationId(), sequenceNumber: 1, ...over };
  return {
    id: messageIdOf(position),
    senderId: aUserId(),
    clientMessageId: randomUUID(),
    messageType: 'text',
    content: 'hello',
    timestamp: instant,
    revision: 1,
    reactions: [],
    attachments: [],
    ...position,
  };
};
