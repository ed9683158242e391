import type { ConversationId } from '../../contract/identifiers.ts';
import type { Message } from '../../contract/messages.ts';
import type { Caller } from '../caller.ts';
import { Invalid, NotFound, Unavailable } from '../errors.ts';
import { type AppendDeps, appendMessage } from './append-message.ts';
import { type MentionsDeps, membersAmong, unknownMentions } from './mentions.ts';
import { positionOf } from './message-id.ts';
import type { MessageDraft, MessageLog } from './message-log.ts';

/** What sending needs. */
export interface SendMessageDeps extends AppendDeps, MentionsDeps {
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
  readonly attachmentIds?: readonly string[] | undefined;
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

const draftOf = ({ clock }: Pick<SendMessageDeps, 'clock'>, command: SendMessage): MessageDraft => ({
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
});

/** Numbers have no gap, so a position at or below the head is a message. */
const refuseUnknownReferences = (command: SendMessage, head: number): void => {
  if (command.replyTo !== undefined) {
    const position = positionOf(command.replyTo);
    const known =
      position?.conversationId === command.conversationId &&
      position.sequenceNumber >= 1 &&
      position.sequenceNumber <= head;
    if (!known) throw new Invalid([{ path: 'replyTo', message: 'must be a message of this conversation' }]);
  }
  if (command.attachmentIds?.length) throw new Invalid([{ path: 'attachmentIds', message: 'must be files of yours' }]);
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
  const key = { tenantId: command.caller.tenantId, conversationId: command.conversationId };
  const [head] = await Promise.all([messages.readHead(key), deps.takeToken(command.caller)]);
  if (head === undefined) throw new NotFound('conversation');
  refuseUnknownReferences(command, head.sequenceNumber);
  if (!(await mentionsMembers(deps, command))) {
    // A repeat gets the first message, though somebody whom it mentions has left since.
    const first = await messages.readSent(key, command.caller.userId, command.clientMessageId);
    if (first === undefined) throw unknownMentions();
    return { outcome: 'duplicate', message: first };
  }

  const { exceptConnectionId } = command;
  const result = await appendMessage(deps, { draftNow: () => draftOf(deps, command), exceptConnectionId }, head);

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
      throw new Unavailable('cannot send message; too many are being sent to this conversation', { retryAfterMs: 500 });
  }
};
