import type { MessageId, UserId } from '../../../functions/contract/identifiers.ts';
import type { Message } from '../../../functions/contract/messages.ts';
import type { Caller } from '../../../functions/domain/caller.ts';
import { addMember, removeMember, updateConversation } from '../../../functions/domain/changes/change-conversation.ts';
import { deleteMessage, editMessage, react } from '../../../functions/domain/changes/change-message.ts';
import type { Changed } from '../../../functions/domain/changes/make-change.ts';
import type { Marks } from '../../../functions/domain/conversations/memberships.ts';
import { changeNotice } from '../../../functions/domain/delivery/notices.ts';
import type { ConversationKey } from '../../../functions/domain/messages/message-log.ts';
import { type Sent, sendMessage } from '../../../functions/domain/messages/send-message.ts';
import { announceReceipt } from '../../../functions/domain/receipts/announce-receipt.ts';
import { listReceipts } from '../../../functions/domain/receipts/list-receipts.ts';
import { markProgress } from '../../../functions/domain/receipts/mark-progress.ts';
import { tellReceipts } from '../../../functions/domain/receipts/tell-receipts.ts';
import { type Cursor, type SyncPage, syncConversation } from '../../../functions/domain/sync/sync-conversation.ts';
import { fastPath, messageFastPath } from '../../../functions/platform/fast-path.ts';
import type { Parts } from './invocation.ts';

/** Who asks, in which conversation, over which connection (none: over HTTP). */
export interface Request {
  readonly caller: Caller;
  readonly key: ConversationKey;
  readonly connectionId?: string | undefined;
}

const target = ({ caller, key }: Request) => ({ caller, conversationId: key.conversationId, correlationId: 'history' });

/** Sending, as functions/platform/send-and-deliver.ts puts it together. */
export const send =
  (request: Request, clientMessageId: string, content: string) =>
  (parts: Parts): Promise<Sent> =>
    sendMessage(
      { ...parts, deliver: messageFastPath(parts) },
      { ...target(request), clientMessageId, content, exceptConnectionId: request.connectionId },
    );

/** A change, as functions/platform/change-and-deliver.ts puts it together. */
const changing =
  <Result>({ connectionId }: Pick<Request, 'connectionId'>, change: (parts: Parts) => Promise<Changed<Result>>) =>
  async (parts: Parts): Promise<Result> => {
    const { key, change: made, result } = await change(parts);
    if (made !== undefined) {
      await fastPath(parts)({ ...changeNotice(parts, key, made), exceptConnectionId: connectionId });
    }
    return result;
  };

const ofMessage = ({ caller }: Request, messageId: MessageId) => ({ caller, messageId, correlationId: 'history' });

export const edit = (request: Request, messageId: MessageId, content: string) =>
  changing<Message>(request, (parts) => editMessage(parts, { ...ofMessage(request, messageId), content }));

export const remove = (request: Request, messageId: MessageId) =>
  changing<Message>(request, (parts) => deleteMessage(parts, ofMessage(request, messageId)));

export const reactWith = (
  request: Request,
  messageId: MessageId,
  reaction: { readonly emoji: string; readonly reaction: 'added' | 'removed' },
) => changing<Message>(request, (parts) => react(parts, { ...ofMessage(request, messageId), ...reaction }));

/** What changes the conversation itself goes over HTTP alone, so that all connections are told. */
export const rename = (request: Request, title: string) =>
  changing({}, (parts) => updateConversation(parts, { ...target(request), title }));

export const add = (request: Request, userId: UserId) =>
  changing({}, (parts) => addMember(parts, { ...target(request), userId, role: 'member' }));

export const expel = (request: Request, userId: UserId) =>
  changing({}, (parts) => removeMember(parts, { ...target(request), userId }));

/**
 * Marking, as functions/platform/mark-and-tell.ts puts it together: a receipt that is not told is no error. What is put
 * off to the queue is told in the same invocation.
 */
export const mark =
  (request: Request, sequenceNumber: number, which: 'read' | 'delivered') =>
  async (parts: Parts): Promise<Marks> => {
    const { moved, marks, memberCount } = await markProgress(parts, {
      ...target(request),
      sequenceNumber,
      mark: which,
    });
    if (!moved) return marks;
    const { key, connectionId } = request;
    const receiptQueue = { put: async (due: ConversationKey) => void (await tellReceipts(parts, due)) };
    const { userId } = request.caller;
    await announceReceipt({ ...parts, receiptQueue }, { key, userId, marks, memberCount, connectionId }).catch(
      () => null,
    );
    return marks;
  };

export const receipts =
  (request: Request) =>
  (parts: Parts): Promise<readonly ({ readonly userId: UserId } & Marks)[]> =>
    listReceipts(parts, target(request));

/** A page of what the client has missed; pages are short, so that catching up takes several. */
export const sync =
  (request: Request, cursor: Cursor, limit: number) =>
  (parts: Parts): Promise<SyncPage> =>
    syncConversation(parts, { ...target(request), ...cursor, limit });
