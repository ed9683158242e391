import type { MessageId, UserId } from '../../contract/identifiers.ts';
import { type Message, maxReactionsOfOne, mustSaySomething } from '../../contract/messages.ts';
import { utf8Bytes } from '../../contract/text.ts';
import type { Caller } from '../caller.ts';
import { Forbidden, Invalid, NotFound, QuotaExceeded, StaleRevision } from '../errors.ts';
import { reactionsBytesOf } from '../messages/fit-frame.ts';
import { type MentionsDeps, membersAmong, unknownMentions } from '../messages/mentions.ts';
import { positionOf } from '../messages/message-id.ts';
import type { RequestOrigin } from '../request-origin.ts';
import type { ConversationState } from './change-line.ts';
import { type ChangeDeps, type Changed, type Decision, makeChange } from './make-change.ts';

/** Which message, who asks, in which request. */
export interface MessageTarget {
  readonly caller: Caller;
  readonly messageId: MessageId;
  readonly origin: RequestOrigin;
}

type MessageDecision = (
  state: ConversationState & { readonly message: Message },
  moment: { readonly changeNumber: number; readonly now: string },
) => Decision<Message>;

/** Makes a change to a message that its id names; what can't be found is told apart from nothing. */
const changeMessage = async (
  deps: ChangeDeps,
  { caller, messageId, origin }: MessageTarget,
  decide: MessageDecision,
): Promise<Changed<Message>> => {
  const position = positionOf(messageId);
  if (position === undefined) throw new NotFound('message');
  return makeChange(deps, { caller, origin, ...position }, (state, moment) => {
    const { message } = state;
    if (message === undefined) throw new NotFound('message');
    return decide({ ...state, message }, moment);
  });
};

/** The message as it is written back, at its new place in the line of changes, and what it said before. */
const written = (message: Message, changeNumber: number, before?: Message) => {
  const result: Message = { ...message, changeNumber };
  const replaced = before && { content: before.content, revision: before.revision };
  const detached = result.deleted && before?.attachments.map(({ id }) => id);
  return { writes: [{ write: 'message' as const, message: result, replaced, detached }], result };
};

/** How the audit names a message. */
const targetOf = ({ id, conversationId }: Message) => ({ type: 'message' as const, id, conversationId });

const refuseTombstone = (message: Message, action: string): void => {
  if (message.deleted) throw new NotFound(`message to ${action}`);
};

/** A message's new content; mentions that are left out stay, and none at all takes them away. */
export interface EditMessage extends MessageTarget {
  readonly content: string;
  readonly mentions?: readonly UserId[] | undefined;
  readonly baseRevision?: number | undefined;
}

const isSameList = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((one, index) => one === others[index]);

/**
 * Replaces a message's content, and its mentions where they are given: each is a member, or was mentioned before. The
 * last writer wins; with `baseRevision`, only over that revision.
 *
 * @throws NotFound no such message, or it was deleted
 * @throws Invalid mentions name somebody else, or the message would say nothing
 * @throws Forbidden somebody else wrote it
 * @throws StaleRevision it has another revision by now; the error has the message as it is
 */
export const editMessage = async (deps: ChangeDeps & MentionsDeps, command: EditMessage): Promise<Changed<Message>> => {
  const { caller, messageId, content } = command;
  const conversationId = positionOf(messageId)?.conversationId;
  const memberIds =
    conversationId === undefined
      ? new Set()
      : await membersAmong(deps, { tenantId: caller.tenantId, conversationId }, caller.userId, command.mentions);
  return changeMessage(deps, command, ({ message, actor }, { changeNumber, now }) => {
    refuseTombstone(message, 'edit');
    if (message.senderId !== actor.userId) throw new Forbidden('cannot edit message; somebody else wrote it');
    if (content === '' && message.attachments.length === 0) {
      throw new Invalid([{ path: 'content', message: mustSaySomething }]);
    }
    if (command.baseRevision !== undefined && command.baseRevision !== message.revision)
      throw new StaleRevision(message);
    const { mentions: before = [], ...kept } = message;
    const mentions = [...(command.mentions ?? before)];
    if (mentions.some((userId) => !memberIds.has(userId) && !before.includes(userId))) throw unknownMentions();
    if (content === message.content && isSameList(mentions, before)) return { result: message };
    const edited: Message = {
      ...kept,
      ...(mentions.length > 0 && { mentions }),
      content,
      revision: message.revision + 1,
      editedAt: now,
    };
    return {
      effect: { kind: 'message.updated', sequenceNumber: message.sequenceNumber },
      audited: {
        action: 'message.edited',
        target: targetOf(message),
        before: { revision: message.revision },
        after: { revision: edited.revision, changeNumber },
      },
      ...written(edited, changeNumber, message),
    };
  });
};

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
    const { metadata, mentions, ...kept } = message;
    const tombstone: Message = { ...kept, deleted: true, content: '', attachments: [], reactions: [] };
    return {
      effect: { kind: 'message.deleted', sequenceNumber: message.sequenceNumber },
      audited: {
        action: 'message.deleted',
        target: targetOf(message),
        before: { revision: message.revision, senderId: message.senderId },
        after: { changeNumber },
      },
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
 * @throws QuotaExceeded the message has as many reactions as a frame can carry, or as one person may put on it
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
    const isOwn = (one: Message['reactions'][number]) => one.userIds.includes(userId);
    if (reaction === 'added' && message.reactions.filter(isOwn).length >= maxReactionsOfOne) {
      throw new QuotaExceeded(`cannot react; one person may put ${maxReactionsOfOne} emoji on a message`);
    }
    const next = reaction === 'added' ? [...userIds, userId] : userIds.filter((one) => one !== userId);
    const reactions = withReaction(message.reactions, emoji, next);
    if (reaction === 'added' && utf8Bytes(JSON.stringify(reactions)) > reactionsBytesOf(message)) {
      throw new QuotaExceeded('cannot react; the message has as many reactions as a frame can carry');
    }
    return {
      effect: { kind: `reaction.${reaction}`, sequenceNumber: message.sequenceNumber, userId, emoji },
      ...written({ ...message, reactions }, changeNumber),
    };
  });
