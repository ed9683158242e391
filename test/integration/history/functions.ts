import type { Conversation, Role } from '../../../functions/contract/conversations.ts';
import type { ConversationId, MessageId, UserId } from '../../../functions/contract/identifiers.ts';
import type { Message } from '../../../functions/contract/messages.ts';
import type { Caller } from '../../../functions/domain/caller.ts';
import {
  addMember,
  changeRole,
  deleteConversation,
  removeMember,
  updateConversation,
} from '../../../functions/domain/changes/change-conversation.ts';
import { deleteMessage, editMessage, react } from '../../../functions/domain/changes/change-message.ts';
import type { Changed } from '../../../functions/domain/changes/make-change.ts';
import { endSubscriptions } from '../../../functions/domain/connections/end-subscriptions.ts';
import { createConversation } from '../../../functions/domain/conversations/create-conversation.ts';
import { listConversations } from '../../../functions/domain/conversations/list-conversations.ts';
import { listMembers } from '../../../functions/domain/conversations/list-members.ts';
import type { Marks } from '../../../functions/domain/conversations/memberships.ts';
import { changeNotice, conversationCreatedNotice } from '../../../functions/domain/delivery/notices.ts';
import type { ConversationKey } from '../../../functions/domain/messages/message-log.ts';
import { type Sent, sendMessage } from '../../../functions/domain/messages/send-message.ts';
import { announceReceipt } from '../../../functions/domain/receipts/announce-receipt.ts';
import { listReceipts } from '../../../functions/domain/receipts/list-receipts.ts';
import { markProgress } from '../../../functions/domain/receipts/mark-progress.ts';
import { tellReceipts } from '../../../functions/domain/receipts/tell-receipts.ts';
import type { Cursor, SyncPage, syncConversation } from '../../../functions/domain/sync/sync-conversation.ts';
import { fastPath, messageFastPath } from '../../../functions/platform/fast-path.ts';
import { anOrigin } from '../../builders/chat.ts';
import type { AskedConversation } from '../../history/server.ts';
import type { Parts } from './invocation.ts';

/** Who asks, in which conversation, over which connection (none: over HTTP). */
export interface Call {
  readonly caller: Caller;
  readonly conversationId: ConversationId;
  readonly connectionId?: string | undefined;
}

const correlationId = 'history';
const origin = anOrigin({ correlationId });
/** Sends are known by the correlation id alone. */
const target = ({ caller, conversationId }: Call) => ({ caller, conversationId, correlationId, origin });

/** Starting a conversation, as functions/http/create-conversation.ts does. */
export const start =
  (caller: Caller, newId: () => string, { asked, type, memberIds }: AskedConversation) =>
  async (parts: Parts): Promise<Conversation> => {
    const wanted = { caller, correlationId, type, memberIds, metadata: { asked } };
    const { outcome, conversation } = await createConversation({ ...parts, newId }, wanted);
    const key = { tenantId: caller.tenantId, conversationId: conversation.id };
    if (outcome === 'created') await fastPath(parts)(conversationCreatedNotice(parts, key));
    return conversation;
  };

/** As many as there ever are in a history. */
const all = 100;

export const list = (caller: Caller) => async (parts: Parts) =>
  (await listConversations(parts, { caller, limit: all })).items;

export const members = (call: Call) => async (parts: Parts) =>
  (await listMembers(parts, { ...target(call), limit: all })).items.map(({ userId }) => userId);

/** Sending, as functions/platform/send-and-deliver.ts puts it together. */
export const send =
  (call: Call, clientMessageId: string, content: string) =>
  (parts: Parts): Promise<Sent> =>
    sendMessage(
      { ...parts, deliver: messageFastPath(parts) },
      { ...target(call), clientMessageId, content, exceptConnectionId: call.connectionId },
    );

/** A change, as functions/platform/change-and-deliver.ts puts it together. */
const changing =
  <Result>({ connectionId }: Pick<Call, 'connectionId'>, change: (parts: Parts) => Promise<Changed<Result>>) =>
  async (parts: Parts): Promise<Result> => {
    const { key, change: made, result } = await change(parts);
    if (made !== undefined) {
      await endSubscriptions(parts, key, made);
      await fastPath(parts)({ ...changeNotice(parts, key, made), exceptConnectionId: connectionId });
    }
    return result;
  };

const ofMessage = ({ caller }: Call, messageId: MessageId) => ({ caller, messageId, origin });

export const edit = (call: Call, messageId: MessageId, content: string) =>
  changing<Message>(call, (parts) => editMessage(parts, { ...ofMessage(call, messageId), content }));

export const remove = (call: Call, messageId: MessageId) =>
  changing<Message>(call, (parts) => deleteMessage(parts, ofMessage(call, messageId)));

export const reactWith = (
  call: Call,
  messageId: MessageId,
  reaction: { readonly emoji: string; readonly reaction: 'added' | 'removed' },
) => changing<Message>(call, (parts) => react(parts, { ...ofMessage(call, messageId), ...reaction }));

/** What changes the conversation itself goes over HTTP alone, so that all connections are told. */
export const rename = (call: Call, title: string) =>
  changing({}, (parts) => updateConversation(parts, { ...target(call), title }));

export const add = (call: Call, userId: UserId) =>
  changing({}, (parts) => addMember(parts, { ...target(call), userId, role: 'member' }));

export const expel = (call: Call, userId: UserId) =>
  changing({}, (parts) => removeMember(parts, { ...target(call), userId }));

export const giveRole = (call: Call, userId: UserId, role: Role) =>
  changing({}, (parts) => changeRole(parts, { ...target(call), userId, role }));

export const end = (call: Call) => changing({}, (parts) => deleteConversation(parts, target(call)));

/**
 * Marking, as functions/platform/mark-and-tell.ts puts it together: a receipt that is not told is no error. What is put
 * off to the queue is told in the same invocation.
 */
export const mark =
  (call: Call, sequenceNumber: number, which: 'read' | 'delivered') =>
  async (parts: Parts): Promise<Marks> => {
    const { moved, marks, memberCount } = await markProgress(parts, { ...target(call), sequenceNumber, mark: which });
    if (!moved) return marks;
    const { caller, conversationId, connectionId } = call;
    const key: ConversationKey = { tenantId: caller.tenantId, conversationId };
    const receiptQueue = { put: async (due: ConversationKey) => void (await tellReceipts(parts, due)) };
    const moving = { key, userId: caller.userId, marks, memberCount, connectionId };
    await announceReceipt({ ...parts, receiptQueue }, moving).catch(() => null);
    return marks;
  };

export const receipts =
  (call: Call) =>
  (parts: Parts): Promise<readonly ({ readonly userId: UserId } & Marks)[]> =>
    listReceipts(parts, target(call));

/** A page of what the client has missed; pages are short, so that catching up takes several. */
export const sync =
  (call: Call, cursor: Cursor, limit: number, syncPage: typeof syncConversation) =>
  (parts: Parts): Promise<SyncPage> =>
    syncPage(parts, { ...target(call), ...cursor, limit });
