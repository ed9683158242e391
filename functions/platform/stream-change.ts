import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { AuditEntry } from '../contract/audit.ts';
import { busEvents, ChangeEvent, type OutboxEvent } from '../contract/events.ts';
import { ConversationId, type TenantId } from '../contract/identifiers.ts';
import { keys, prefixes } from './keys.ts';
import { storedMessage } from './repositories/message-item.ts';

/** The tenant and the conversation that a partition key names. */
const partsOf = (partition: unknown): { tenantId: TenantId; conversationId: ConversationId } => {
  const [, tenantId, conversationId] = /^T#([^#]+)#C#([^#]+)$/.exec(String(partition)) ?? [];
  if (tenantId === undefined) throw new Error('cannot read the record; its key names no conversation');
  return { tenantId: tenantId as TenantId, conversationId: ConversationId.parse(conversationId) };
};

const endedSession = ({ tenantId, userId, sessionId }: Record<string, unknown>): OutboxEvent => ({
  type: 'session.ended',
  detail: busEvents['session.ended'].parse({ version: 1, tenantId, correlationId: sessionId, userId, sessionId }),
});

/** The entry of the audit that came with a new item, where one did. */
const auditIn = ({ PK, audit }: Record<string, unknown>): OutboxEvent[] => {
  if (audit === undefined) return [];
  const [, tenantId] = /^T#([^#]+)#/.exec(String(PK)) ?? [];
  const entry = AuditEntry.parse(audit);
  const detail = { version: 1, tenantId, correlationId: entry.correlationId, entry };
  return [{ type: 'audit.recorded', detail: busEvents['audit.recorded'].parse(detail) }];
};

/** The events that a record of the stream stands for: what became of the item, and what the audit is told of it. */
export const eventsIn = ({ eventName, dynamodb }: DynamoDBRecord): readonly OutboxEvent[] => {
  const read = (image: object | undefined) => unmarshall((image ?? {}) as Parameters<typeof unmarshall>[0]);
  // Of what was deleted, there is what it was.
  if (eventName === 'REMOVE') return [changeIn(read(dynamodb?.OldImage))];
  const item = read(dynamodb?.NewImage);
  if (item.SK === 'PROFILE') return renamingIn(read(dynamodb?.OldImage), item);
  // Of a login, or an entry in the outbox, the audit alone is told.
  const isEntryAlone = [prefixes.session, prefixes.auditOutbox].some((prefix) => String(item.SK).startsWith(prefix));
  return [...(isEntryAlone ? [] : [changeIn(item)]), ...auditIn(item)];
};

const settledMedia = ({ tenantId, mediaId, changedAt, correlationId }: Record<string, unknown>): OutboxEvent => ({
  type: 'media.settled',
  detail: busEvents['media.settled'].parse({ version: 1, tenantId, correlationId, mediaId, timestamp: changedAt }),
});

/** Whether a person who changed has another display name. */
const renamingIn = (before: Record<string, unknown>, after: Record<string, unknown>): OutboxEvent[] => {
  if (before.renames === after.renames) return [];
  const { tenantId, userId, renamedAt, correlationId } = after;
  const detail = { version: 1, tenantId, correlationId, userId, timestamp: renamedAt };
  return [{ type: 'person.renamed', detail: busEvents['person.renamed'].parse(detail) }];
};

/**
 * The event that a new item stands for, a file that was settled, or a session that was deleted. The stream's filter lets
 * messages, changes, conversations, those files and those sessions through alone, beside what only the audit is
 * told of.
 *
 * @throws Error the item is none of them
 */
export const changeIn = (item: Record<string, unknown>): OutboxEvent => {
  if (String(item.SK).startsWith(prefixes.session)) return endedSession(item);
  if (item.SK === 'MEDIA') return settledMedia(item);
  const key = partsOf(item.PK);
  const { tenantId, conversationId } = key;
  const sortKey = String(item.SK);
  const version = 1 as const;
  if (sortKey.startsWith(prefixes.message)) {
    const { message, correlationId } = storedMessage(item);
    return { type: 'message.created', detail: { version, tenantId, correlationId, message } };
  }
  if (sortKey.startsWith(prefixes.change)) {
    const change = ChangeEvent.parse(item);
    const { correlationId } = change;
    return { type: 'conversation.changed', detail: { version, tenantId, correlationId, conversationId, change } };
  }
  if (sortKey === keys.conversation(key).SK) {
    const { correlationId, updatedAt: timestamp } = item as { correlationId: string; updatedAt: string };
    return { type: 'conversation.created', detail: { version, tenantId, correlationId, conversationId, timestamp } };
  }
  throw new Error('cannot read the record; it is none that is published');
};
