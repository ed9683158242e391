import type { MessageId } from '../../contract/identifiers.ts';
import { type Message, maxReactions } from '../../contract/messages.ts';
import type { Caller } from '../caller.ts';
import { Forbidden, NotFound, QuotaExceeded, StaleRevision } from '../errors.ts';
import { positionOf } from '../messages/message-id.ts';
import type { ConversationState } from './change-line.ts';
import { type ChangeDeps, type Changed, type Decision, makeChange } from './make-change.ts';

/** Which message, who asks, in which request. */
export interface MessageTarget {
  readonly caller: Caller;
  readonly messageId: MessageId;
  readonly correlationId: string;
}

type MessageDecision = (
  state: ConversationState & { readonly message: Message },
  moment: { readonly changeNumber: number; readonly now: string },
) => Decision<Message>;

/** Makes a change to a message that its id names; what can't be found is told apart from nothing. */
const changeMessage = async (
  deps: ChangeDeps,
  { caller, messageId, correlationId }: MessageTarget,
  decide: MessageDecision,
): Promise<Changed<Message>> => {
  const position = positionOf(messageId);
  if (position === undefined) throw new NotFound('message');
  return makeChange(deps, { caller, correlationId, ...position }, (state, moment) => {
    const { message } = state;
    if (message === undefined) throw new NotFound('message');
    return decide({ ...state, message }, moment);
  });
};

/** The message as it is written back, at its new place in the line of changes, and what it said before. */
const written = (message: Message, changeNumber: number, before?: Message) => {
  const result: Message = { ...message, changeNumber };
  const replaced = before && { content: before.content, revision: before.revision };
  return { writes: [{ write: 'message' as const, message: result, replaced }], result };
};

const refuseTombstone = (message: Message, action: string): void => {
  if (message.deleted) throw new NotFound(`message to ${action}`);
};

/**
 * Replaces a message's content. The last writer wins; with `baseRevision`, only over that revision.
 *
 * @throws NotFound no such message, or it was deleted
 * @throws Forbidden somebody else wrote it
 * @throws StaleRevision it has another revision by now; the error has the message as it is
 */
export const editMessage = (
  deps: ChangeDeps,
  command: MessageTarget & { readonly content: string; readonly baseRevision?: number | undefined },
): Promise<Changed<Message>> =>
  changeMessage(deps, command, ({ message, actor }, { changeNumber, now }) => {
    refuseTombstone(message, 'edit');
    if (message.senderId !== actor.userId) throw new Forbidden('cannot edit message; somebody else wrote it');
    if (command.baseRevision !== undefined && command.baseRevision !== message.revision)
      throw new StaleRevision(message);
    if (command.content === message.content) return { result: message };
    const edited = { ...message, content: command.content, revision: message.revision + 1, editedAt: now };
    return {
      effect: { kind: 'message.updated', sequenceNumber: message.sequenceNumber },
      ...written(edited, changeNumber, message),
    };
  });

/**
 * Turns a message into a tombstone, which keeps its number. Again changes nothing.
 *
 * @throws NotFound no such message
 * @throws Forbidden the caller neither wrote it nor is an owner or admin of the conversation
 */
export const deleteMessage = (deps: ChangeDeps, command: MessageTarget): Promise<Changed<Message>> =>
  changeMessage(deps, command, ({ message, actor }, { changeNumber }) => {
    if (message.senderId !== actor.userId && actor.role === 'member') {
      throw new Forbidden('cannot delete message; somebody else wrote it');
    }
    if (message.deleted) return { result: message };
    const { metadata, ...kept } = message;
    const tombstone: Message = { ...kept, deleted: true, content: '', attachments: [], reactions: [] };
    return {
      effect: { kind: 'message.deleted', sequenceNumber: message.sequenceNumber },
      ...written(tombstone, changeNumber, message),
    };
  });

const withReaction = (
  reactions: Message['reactions'],
  emoji: string,
  userIds: Message['reactions'][number]['userIds'],
) =>
  reactions.some((one) => one.emoji === emoji)
    ? reactions.map((one) => (one.emoji === emoji ? { emoji, userIds } : one)).filter((one) => one.userIds.length > 0)
    : [...reactions, { emoji, userIds }];

/**
 * Adds or takes back the caller's reaction; one per person and emoji, the same again changes nothing.
 *
 * @throws NotFound no such message, or it was deleted
 * @throws QuotaExceeded the message has as many reactions as a frame can carry
 */
export const react = (
  deps: ChangeDeps,
  command: MessageTarget & { readonly emoji: string; readonly reaction: 'added' | 'removed' },
): Promise<Changed<Message>> =>
  changeMessage(deps, command, ({ message, actor }, { changeNumber }) => {
    refuseTombstone(message, 'react to');
    const { emoji, reaction } = command;
    const { userId } = actor;
    const userIds = message.reactions.find((one) => one.emoji === emoji)?.userIds ?? [];
    if (userIds.includes(userId) === (reaction === 'added')) return { result: message };
    const count = message.reactions.reduce((sum, one) => sum + one.userIds.length, 0);
    if (reaction === 'added' && count >= maxReactions) {
      throw new QuotaExceeded(`cannot react; a message has at most ${maxReactions} reactions`);
    }
    const next = reaction === 'added' ? [...userIds, userId] : userIds.filter((one) => one !== userId);
    return {
      effect: { kind: `reaction.${reaction}`, sequenceNumber: message.sequenceNumber, userId, emoji },
      ...written({ ...message, reactions: withReaction(message.reactions, emoji, next) }, changeNumber),
    };
  });
