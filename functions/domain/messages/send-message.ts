import type { ConversationId, MediaId } from '../../contract/identifiers.ts';
import type { Message } from '../../contract/messages.ts';
import type { Caller } from '../caller.ts';
import { Invalid, NotFound, Unavailable } from '../errors.ts';
import { type Attachment, type AttachmentsDeps, attachable, unknownAttachments } from '../media/attachments.ts';
import { type AppendDeps, appendMessage } from './append-message.ts';
import { type MentionsDeps, membersAmong, unknownMentions } from './mentions.ts';
import { positionOf } from './message-id.ts';
import type { ConversationKey, Head, MessageDraft, MessageLog } from './message-log.ts';

/** What sending needs. */
export interface SendMessageDeps extends AppendDeps, MentionsDeps, AttachmentsDeps {
  readonly messages: Pick<MessageLog, 'append' | 'read' | 'readHead' | 'readSent'>;
  /** Throws RateLimited where the caller sends too often. */
  readonly takeToken: (caller: Caller) => Promise<void>;
}

/** A message to send; `clientMessageId` is the idempotency key of this sender in this conversation. */
export interface SendMessage {
  readonly caller: Caller;
  readonly correlationId: string;
  readonly conversationId: ConversationId;
  readonly clientMessageId: string;
  readonly content: string;
  readonly messageType?: string | undefined;
  readonly attachmentIds?: readonly MediaId[] | undefined;
  readonly replyTo?: Message['replyTo'];
  readonly mentions?: Message['mentions'];
  readonly metadata?: Message['metadata'];
  /** The connection that it came by gets an ack and no event. */
  readonly exceptConnectionId?: string | undefined;
}

/** created: committed now; duplicate: this key was committed before, and the message is the first one. */
export interface Sent {
  readonly outcome: 'created' | 'duplicate';
  readonly message: Message;
}

/** A send goes on so often with files that were settled between the look at them and the commit. */
const tries = 4;

const draftOf = (
  { clock }: Pick<SendMessageDeps, 'clock'>,
  command: SendMessage,
  attachments: readonly Attachment[],
): MessageDraft => ({
  tenantId: command.caller.tenantId,
  conversationId: command.conversationId,
  senderId: command.caller.userId,
  clientMessageId: command.clientMessageId,
  messageType: command.messageType ?? 'text',
  content: command.content,
  timestamp: new Date(clock.nowMs()).toISOString(),
  correlationId: command.correlationId,
  ...(command.replyTo !== undefined && { replyTo: command.replyTo }),
  ...(command.mentions?.length && { mentions: command.mentions }),
  ...(command.metadata !== undefined && { metadata: command.metadata }),
  ...(attachments.length > 0 && { attachments }),
});

/** Whether it answers nothing, or a message: numbers have no gap, so a position at or below the head is one. */
const answersMessage = ({ replyTo, conversationId }: SendMessage, head: Head): boolean => {
  if (replyTo === undefined) return true;
  const position = positionOf(replyTo);
  return (
    position?.conversationId === conversationId &&
    position.sequenceNumber >= 1 &&
    position.sequenceNumber <= head.sequenceNumber
  );
};

const unknownReply = () => new Invalid([{ path: 'replyTo', message: 'must be a message of this conversation' }]);

/** The head. One that a replica has late costs a try more, but must not have a message refused for good. */
const headFor = async ({ messages }: SendMessageDeps, command: SendMessage, key: ConversationKey) => {
  const head = await messages.readHead(key);
  const isRefused = head === undefined || !answersMessage(command, head);
  return isRefused ? messages.readHead(key, { consistent: true }) : head;
};

/** Whether all whom a message mentions are members. */
const mentionsMembers = async (
  deps: SendMessageDeps,
  { caller, conversationId, mentions = [] }: SendMessage,
): Promise<boolean> => {
  const memberIds = await membersAmong(deps, { tenantId: caller.tenantId, conversationId }, caller.userId, mentions);
  return mentions.every((userId) => memberIds.has(userId));
};

/**
 * What a send that names something that is not there gets: a repeat the first message, though somebody whom it mentions
 * has left since, or a file of it was rejected.
 */
const answerRefused = async (deps: SendMessageDeps, command: SendMessage, refusal: Invalid): Promise<Sent> => {
  const { caller, conversationId, clientMessageId } = command;
  const key = { tenantId: caller.tenantId, conversationId };
  const first = await deps.messages.readSent(key, caller.userId, clientMessageId);
  if (first !== undefined) return { outcome: 'duplicate', message: first };
  const [membership] = await deps.memberships.findMany(key, [caller.userId]);
  if (membership === undefined) throw new NotFound('conversation');
  throw refusal;
};

/**
 * Commits a message under the conversation's next sequence number, exactly once for a sender's clientMessageId, and has
 * it delivered.
 *
 * @throws RateLimited the caller sends too often; nothing was written
 * @throws NotFound the conversation does not exist or the caller is no member
 * @throws Invalid replyTo, mentions or attachmentIds name something that is not there
 * @throws Unavailable too many others were sending; nothing was written
 */
export const sendMessage = async (deps: SendMessageDeps, command: SendMessage): Promise<Sent> => {
  const { messages } = deps;
  const { caller, attachmentIds, exceptConnectionId } = command;
  const key = { tenantId: caller.tenantId, conversationId: command.conversationId };
  const [head, looked] = await Promise.all([
    headFor(deps, command, key),
    attachable(deps, caller, attachmentIds),
    deps.takeToken(caller),
  ]);
  if (head === undefined) throw new NotFound('conversation');
  if (!answersMessage(command, head)) return answerRefused(deps, command, unknownReply());
  if (!(await mentionsMembers(deps, command))) return answerRefused(deps, command, unknownMentions());

  let attachments = looked;
  for (let left = tries; left > 0 && attachments !== undefined; left -= 1) {
    const attached = attachments;
    const request = { draftNow: () => draftOf(deps, command, attached), exceptConnectionId };
    const result = await appendMessage(deps, request, head);
    switch (result.outcome) {
      case 'committed':
        return { outcome: 'created', message: result.message };
      case 'duplicate': {
        const message = await messages.read(key, result.sequenceNumber);
        if (message === undefined) throw new NotFound('message');
        return { outcome: 'duplicate', message };
      }
      case 'not-a-member':
        throw new NotFound('conversation');
      case 'overtaken':
      case 'contended':
        throw tooMany();
      case 'attachments-changed':
        attachments = await attachable(deps, caller, attachmentIds);
    }
  }
  if (attachments !== undefined) throw tooMany();
  return answerRefused(deps, command, unknownAttachments());
};

const tooMany = () =>
  new Unavailable('cannot send message; too many are being sent to this conversation', { retryAfterMs: 500 });
