import { createHash } from 'node:crypto';
import type { InvitationId } from '../contract/admin.ts';
import type { AuditEntry } from '../contract/audit.ts';
import type { ConversationId, MediaId, SessionId, TenantId, UserId } from '../contract/identifiers.ts';
import { type SharedPartition, tenantPrefix } from '../contract/partitions.ts';
import type { Connection } from '../domain/connections/connections.ts';
import { subscriptionPartitions } from '../domain/connections/subscriptions.ts';
import type { MailedCodeKey } from '../domain/mailed-codes/mailed-codes.ts';
import { type Unattached, unattachedSlots } from '../domain/media/unattached.ts';
import type { ConversationKey } from '../domain/messages/message-log.ts';
import type { Person } from '../domain/mfa/secret-sealer.ts';
import type { SessionKey } from '../domain/sessions/refresh-token.ts';
import type { LoginName } from '../domain/users/users.ts';

/** The primary key of both tables. */
export interface ItemKey {
  readonly PK: string;
  readonly SK: string;
}

/** A name as people look for it: folded, so that case tells nothing apart. */
export interface Name {
  readonly text: string;
  readonly userId: UserId;
  /** A word: the display name from one of its further words on. */
  readonly kind: 'username' | 'displayName' | 'word';
}

const tenantPartition = (tenantId: TenantId) => `${tenantPrefix}${tenantId}`;
/** Partition of one person: profile, sessions, memberships, idempotency keys. */
export const userPartition = (tenantId: TenantId, userId: UserId) => `${tenantPartition(tenantId)}#U#${userId}`;
/** Partition of the names of a tenant's people. */
export const peoplePartition = (tenantId: TenantId) => `${tenantPartition(tenantId)}#PEOPLE`;
/** Partition of one conversation: heads, members, messages. */
export const conversationPartition = ({ tenantId, conversationId }: ConversationKey) =>
  `${tenantPartition(tenantId)}#C#${conversationId}`;

/** A draft takes 3 write units of the lane's partition, a message 2 of the conversation's: two of the one feed the other. */
const lanes = [0, 1] as const;
const lanePartition = (key: ConversationKey, lane: number) => `${conversationPartition(key)}#LANE#${lane}`;
/** Live: partitions of the drafts that wait in a conversation's lane. */
export const lanePartitions = (key: ConversationKey) => lanes.map((lane) => lanePartition(key, lane));

/** Partition of a tenant's invitations. */
export const invitationsPartition = (tenantId: TenantId) => `${tenantPartition(tenantId)}#INVITATIONS`;

/** Audit: partitions of a tenant's entries: all, of one actor, of one action. */
export const auditPartitions = {
  all: tenantPartition,
  ofActor: (tenantId: TenantId, actorId: string) => `${tenantPartition(tenantId)}#ACTOR#${actorId}`,
  ofAction: (tenantId: TenantId, action: string) => `${tenantPartition(tenantId)}#ACTION#${action}`,
} as const;

const sharedPartition = (name: SharedPartition, of: string | number) => `${name}#${of}`;

/** Partition of one slot of the sweep; of every tenant's connections. */
export const sweepPartition = (slot: number) => sharedPartition('SWEEP', slot);

/** Partition of a part of the files that the sweep has to look at; of every tenant. */
export const unattachedPartition = (slot: number) => sharedPartition('UNATTACHED', slot);

/** Partition of what limits an address. */
const addressPartition = (address: string) => sharedPartition('ADDRESS', address);

const digest = (bytes: Buffer | string): Buffer => createHash('sha256').update(bytes).digest();
const sha256 = (bytes: Buffer): string => digest(bytes).toString('base64url');

/**
 * Partition of what is kept of a name that somebody gave, which may be nobody's, so it can't start with a tenant. Hashed:
 * what is typed there is a password at times.
 */
const namePartition = ({ kind, value }: LoginName) =>
  sharedPartition('LOGIN', sha256(Buffer.from(`${kind} ${value}`, 'utf16le')));

/** Partition of a conversation's subscriptions: 0 is the conversation's own. */
export const subscriptionPartition = (key: ConversationKey, partition: number): string =>
  partition === 0 ? conversationPartition(key) : `${conversationPartition(key)}#S#${partition}`;
/** Which partition a person's subscriptions to large channels are in, so that a removal knows where to look. */
export const subscriptionPartitionOf = (userId: UserId): number =>
  1 + (digest(userId).readUInt32BE(0) % (subscriptionPartitions - 1));
/** Sort keys of subscriptions, all or a person's, begin so. */
export const subscriptionPrefix = (userId?: UserId): string =>
  userId === undefined ? 'SUBSCRIPTION#' : `SUBSCRIPTION#${userId}#`;

/** Sort keys' prefixes that queries and the stream's filter look for. */
export const prefixes = {
  member: 'MEMBER#',
  message: 'MESSAGE#',
  change: 'CHANGE#',
  membership: 'MEMBERSHIP#',
  typing: 'TYPING#',
  pendingDraft: 'DRAFT#',
  session: 'SESSION#',
  name: 'NAME#',
  auditOutbox: 'AUDIT#',
  invitation: 'INVITATION#',
} as const;

/** Digits a sequence number is written with in a sort key, so that text sorts as numbers do: those of the largest safe integer. */
const sequenceDigits = 16;
const sequence = (number: number) => String(number).padStart(sequenceDigits, '0');

/** Sort key of the message at a number. */
export const messageSortKey = (sequenceNumber: number) => `${prefixes.message}${sequence(sequenceNumber)}`;

/** Sort key of the change at a number. */
export const changeSortKey = (changeNumber: number) => `${prefixes.change}${sequence(changeNumber)}`;

/** Sort key of a name that a person is found by. */
export const nameSortKey = ({ text, userId, kind }: Name) => `${prefixes.name}${text}#${userId}#${kind}`;

/** Where everything is. Every partition starts with the tenant, but for the directory of login names, the sweep's and what limits who is not signed in. */
export const keys = {
  tenant: (tenantId: TenantId): ItemKey => ({ PK: tenantPartition(tenantId), SK: 'TENANT' }),
  /** Login names are unique in the deployment, so they can't start with a tenant; only register and login look here. */
  directory: ({ kind, value }: LoginName): ItemKey => ({
    PK: sharedPartition('DIRECTORY', `${kind}#${value}`),
    SK: 'LOGIN',
  }),
  profile: (tenantId: TenantId, userId: UserId): ItemKey => ({ PK: userPartition(tenantId, userId), SK: 'PROFILE' }),
  session: (tenantId: TenantId, userId: UserId, sessionId: SessionId): ItemKey => ({
    PK: userPartition(tenantId, userId),
    SK: `${prefixes.session}${sessionId}`,
  }),
  /** A name that a person is found by among the people of the tenant: the username, the display name, and that from its further words on. */
  name: (tenantId: TenantId, name: Name): ItemKey => ({ PK: peoplePartition(tenantId), SK: nameSortKey(name) }),
  /** A person's own side of a membership: role, read mark, mute. The authority on who is a member. */
  membership: ({ tenantId, conversationId }: ConversationKey, userId: UserId): ItemKey => ({
    PK: userPartition(tenantId, userId),
    SK: `${prefixes.membership}${conversationId}`,
  }),
  /** The conversation's side of a membership, to list members by. */
  member: (key: ConversationKey, userId: UserId): ItemKey => ({
    PK: conversationPartition(key),
    SK: `${prefixes.member}${userId}`,
  }),
  /** What is the same for all members; its changeNumber counts changes. */
  conversation: (key: ConversationKey): ItemKey => ({ PK: conversationPartition(key), SK: 'CONVERSATION' }),
  /** The head of the line of messages; apart, so that changes do not abort sends. */
  head: (key: ConversationKey): ItemKey => ({ PK: conversationPartition(key), SK: 'HEAD' }),
  message: (key: ConversationKey, sequenceNumber: number): ItemKey => ({
    PK: conversationPartition(key),
    SK: messageSortKey(sequenceNumber),
  }),
  /** One entry of the line of changes. */
  change: (key: ConversationKey, changeNumber: number): ItemKey => ({
    PK: conversationPartition(key),
    SK: changeSortKey(changeNumber),
  }),
  /**
   * A sender's idempotency key, in the sender's partition to spare the conversation's. Hashed over UTF-16 code units:
   * any text is a key of bounded length, and two different texts are two keys.
   */
  idempotency: ({ tenantId, conversationId }: ConversationKey, senderId: UserId, clientMessageId: string): ItemKey => ({
    PK: userPartition(tenantId, senderId),
    SK: `IDEMPOTENCY#${conversationId}#${sha256(Buffer.from(clientMessageId, 'utf16le'))}`,
  }),
  /** An invitation; ids rise with time. */
  invitation: (tenantId: TenantId, invitationId: InvitationId): ItemKey => ({
    PK: invitationsPartition(tenantId),
    SK: `${prefixes.invitation}${invitationId}`,
  }),
  /** An entry of the audit on its way to the bus. */
  auditOutbox: (tenantId: TenantId, entryId: string): ItemKey => ({
    PK: `${tenantPartition(tenantId)}#AUDIT`,
    SK: `${prefixes.auditOutbox}${entryId}`,
  }),
  /** Audit: an entry, in one of its partitions; ids of one instant have an order too. */
  auditEntry: (partition: string, { timestamp, id }: Pick<AuditEntry, 'timestamp' | 'id'>): ItemKey => ({
    PK: partition,
    SK: `${timestamp}#${id}`,
  }),
  /** A file: what it is, how far it has come, and which messages it is attached to. */
  media: (tenantId: TenantId, mediaId: MediaId): ItemKey => ({
    PK: `${tenantPartition(tenantId)}#M#${mediaId}`,
    SK: 'MEDIA',
  }),
  /** That the sweep has to look at a file. It looks for what nobody asks for, so it can't start with a tenant. */
  unattached: ({ tenantId, mediaId, dueAt }: Pick<Unattached, 'tenantId' | 'mediaId' | 'dueAt'>): ItemKey => ({
    PK: unattachedPartition(digest(mediaId).readUInt32BE(0) % unattachedSlots),
    SK: `${dueAt}#${tenantId}#${mediaId}`,
  }),
  /** What the files of a tenant take. */
  storage: (tenantId: TenantId): ItemKey => ({ PK: tenantPartition(tenantId), SK: 'STORAGE' }),
  /** Live: all of a person's connections, one attribute each. */
  connections: (tenantId: TenantId, userId: UserId): ItemKey => ({
    PK: userPartition(tenantId, userId),
    SK: 'CONNECTIONS',
  }),
  /** Live: when a person's last device went. */
  lastSeen: (tenantId: TenantId, userId: UserId): ItemKey => ({ PK: userPartition(tenantId, userId), SK: 'LAST_SEEN' }),
  /** Live: in which order a person's inbox was when it was last read from its beginning. */
  inboxOrder: (tenantId: TenantId, userId: UserId): ItemKey => ({
    PK: userPartition(tenantId, userId),
    SK: 'INBOX_ORDER',
  }),
  /** Live: that a person is writing. */
  typing: (key: ConversationKey, userId: UserId): ItemKey => ({
    PK: conversationPartition(key),
    SK: `${prefixes.typing}${userId}`,
  }),
  /** Live: that a connection follows a conversation. */
  subscription: (
    key: ConversationKey,
    { userId, connectionId }: Pick<Connection, 'userId' | 'connectionId'>,
    partition: number,
  ): ItemKey => ({
    PK: subscriptionPartition(key, partition),
    SK: `${subscriptionPrefix(userId)}${connectionId}`,
  }),
  /** Live: that the sweep has to come by a connection. It looks for what nobody asks for, so it can't start with a tenant. */
  sweepEntry: (slot: number, connectionId: string): ItemKey => ({ PK: sweepPartition(slot), SK: connectionId }),
  /** Live: a WebSocket token, by its hash. */
  ticket: (tenantId: TenantId, tokenHash: string): ItemKey => ({
    PK: `${tenantPartition(tenantId)}#TICKET#${tokenHash}`,
    SK: 'TICKET',
  }),
  /** Live: that a session has ended, for as long as something given out in its name could be used. */
  sessionDenial: ({ tenantId, userId, sessionId }: SessionKey): ItemKey => ({
    PK: userPartition(tenantId, userId),
    SK: `DENIED#${sessionId}`,
  }),
  /** Live: that a person may do nothing. */
  userDenial: (tenantId: TenantId, userId: UserId): ItemKey => ({ PK: userPartition(tenantId, userId), SK: 'DENIED' }),
  /** Live: that nobody of a tenant may do anything. */
  tenantDenial: (tenantId: TenantId): ItemKey => ({ PK: tenantPartition(tenantId), SK: 'DENIED' }),
  /** Live: that a proof of possession was used. */
  usedProof: (tenantId: TenantId, keyThumbprint: string, proofId: string): ItemKey => ({
    PK: `${tenantPartition(tenantId)}#PROOF#${keyThumbprint}`,
    SK: sha256(Buffer.from(proofId, 'utf16le')),
  }),
  /** Live: failed logins under a name. */
  loginFailures: (name: LoginName): ItemKey => ({ PK: namePartition(name), SK: 'FAILURES' }),
  /** Live: how often something may be done for a name. */
  nameBucket: (name: LoginName, action: string): ItemKey => ({ PK: namePartition(name), SK: `BUCKET#${action}` }),
  /** Live: the code that was last mailed to an address, by its hash. */
  mailedCode: ({ purpose, email }: MailedCodeKey): ItemKey => ({
    PK: namePartition({ kind: 'email', value: email }),
    SK: `CODE#${purpose}`,
  }),
  /** A person's second factor, if MFA is on. */
  secondFactor: ({ tenantId, userId }: Person): ItemKey => ({ PK: userPartition(tenantId, userId), SK: 'MFA' }),
  /** Live: the secret that waits for its first code. */
  mfaSetup: ({ tenantId, userId }: Person): ItemKey => ({ PK: userPartition(tenantId, userId), SK: 'MFA_SETUP' }),
  /** Live: wrong codes and recovery codes of a person. */
  mfaFailures: ({ tenantId, userId }: Person): ItemKey => ({ PK: userPartition(tenantId, userId), SK: 'MFA_FAILURES' }),
  /** Live: wrong passwords of a person who is signed in. */
  passwordFailures: ({ tenantId, userId }: Person): ItemKey => ({
    PK: userPartition(tenantId, userId),
    SK: 'PASSWORD_FAILURES',
  }),
  /** Live: a login that waits for the second factor, by the hash of the session that its client has. */
  loginChallenge: ({ tenantId, userId }: Person, session: string): ItemKey => ({
    PK: userPartition(tenantId, userId),
    SK: `CHALLENGE#${sha256(Buffer.from(session))}`,
  }),
  /** Live: failed logins from an address, which has no tenant. */
  addressFailures: (address: string): ItemKey => ({ PK: addressPartition(address), SK: 'FAILURES' }),
  /** Live: how often a person may do something. */
  userBucket: (tenantId: TenantId, userId: UserId, action: string): ItemKey => ({
    PK: userPartition(tenantId, userId),
    SK: `BUCKET#${action}`,
  }),
  /** Live: how often one of a person's devices may do something. */
  sessionBucket: ({ tenantId, userId, sessionId }: SessionKey, action: string): ItemKey => ({
    PK: userPartition(tenantId, userId),
    SK: `BUCKET#${action}#${sessionId}`,
  }),
  /** Live: how often something may be done from an address. */
  addressBucket: (address: string, action: string): ItemKey => ({
    PK: addressPartition(address),
    SK: `BUCKET#${action}`,
  }),
  /** Live: that a notice reached everybody who was connected. */
  deliveryMark: (key: ConversationKey, notice: string): ItemKey => ({
    PK: conversationPartition(key),
    SK: `DELIVERED#${notice}`,
  }),
  /** Live: a draft that waits in the lane; ids rise with time. */
  pendingDraft: (key: ConversationKey, draftId: string): ItemKey => ({
    PK: lanePartition(key, (draftId.codePointAt(draftId.length - 1) ?? 0) % lanes.length),
    SK: `${prefixes.pendingDraft}${draftId}`,
  }),
  /** Live: who commits the lane's drafts; apart, so that looking at it takes nothing from them. */
  laneLease: (key: ConversationKey): ItemKey => ({ PK: `${conversationPartition(key)}#LEASE`, SK: 'LEASE' }),
  /** Live: whose marks moved since the members were last told, one attribute a person. */
  receipts: (key: ConversationKey): ItemKey => ({ PK: conversationPartition(key), SK: 'RECEIPTS' }),
  /** Live: how far the inspection's walk over all tenants has come. */
  walkProgress: (): ItemKey => ({ PK: sharedPartition('INSPECTION', 'WALK'), SK: 'WALK' }),
} as const;

/** The conversation that a membership's sort key names. */
export const conversationIdIn = (sortKey: string): ConversationId =>
  sortKey.slice(prefixes.membership.length) as ConversationId;
