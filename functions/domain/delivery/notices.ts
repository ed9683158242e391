import type { CommittedMessage } from '../../contract/events.ts';
import type { TenantId, UserId } from '../../contract/identifiers.ts';
import type { Message } from '../../contract/messages.ts';
import type { ServerEvent } from '../../contract/server-events.ts';
import type { Change } from '../changes/change.ts';
import type { ConversationStore } from '../conversations/conversation-store.ts';
import type { Memberships } from '../conversations/memberships.ts';
import { type PresentDeps, presentConversations } from '../conversations/present-conversation.ts';
import type { MediaStore } from '../media/media-store.ts';
import { presentMedia } from '../media/present-media.ts';
import { fitFrame } from '../messages/fit-frame.ts';
import { messageIdOf } from '../messages/message-id.ts';
import type { ConversationKey } from '../messages/message-log.ts';
import type { Notice } from './deliver.ts';

/** What telling of changes needs to read. */
export interface NoticeDeps extends PresentDeps {
  readonly conversations: Pick<ConversationStore, 'readMany'>;
  readonly memberships: Pick<Memberships, 'findMany'>;
}

type EventsFor = Notice['eventsFor'];

/** The same for everybody. */
const forAll =
  (...events: readonly ServerEvent[]): EventsFor =>
  async () =>
  () =>
    events;

/** A message as its receivers get it. */
export const messageCreated = ({ revision, reactions, ...message }: Message): ServerEvent => ({
  type: 'message.created',
  ...message,
});

/** Tells of a new message. */
export const messageNotice = (tenantId: TenantId, message: Message): Notice => ({
  key: { tenantId, conversationId: message.conversationId },
  id: `message ${message.sequenceNumber}`,
  concerns: [message.senderId],
  eventsFor: forAll(messageCreated(message)),
});

/** What telling of committed messages needs to read. */
export interface CommittedDeps {
  readonly media: Pick<MediaStore, 'readMany'>;
}

/** Tells of a message that was committed a while ago, with its attachments as they are when it is told. */
export const committedNotice = ({ media }: CommittedDeps, tenantId: TenantId, committed: CommittedMessage): Notice => {
  const { attachments, ...message } = committed;
  const notice = messageNotice(tenantId, { ...message, attachments: [] });
  if (attachments.length === 0) return notice;
  return {
    ...notice,
    eventsFor: async () => {
      const ids = attachments.map(({ id }) => id);
      const records = await media.readMany(tenantId, ids);
      const found = ids.flatMap((id) => records.filter(({ mediaId }) => mediaId === id).map(presentMedia));
      return () => [messageCreated(fitFrame({ ...message, attachments: found }))];
    },
  };
};

/** The conversation as each of these people sees it; it differs in the role, the marks and the peer. */
const conversationsFor = async (deps: NoticeDeps, key: ConversationKey, userIds: readonly UserId[]) => {
  const [[record], memberships] = await Promise.all([
    deps.conversations.readMany(key.tenantId, [key.conversationId]),
    deps.memberships.findMany(key, userIds),
  ]);
  if (record === undefined) return new Map<UserId, never>();
  return presentConversations(deps, record, memberships);
};

/** Tells the first members of a new conversation. */
export const conversationCreatedNotice = (deps: NoticeDeps, key: ConversationKey): Notice => ({
  key,
  id: 'conversation',
  isFirst: true,
  eventsFor: async (userIds) => {
    const conversations = await conversationsFor(deps, key, userIds);
    return (userId) => {
      const conversation = conversations.get(userId);
      return conversation === undefined ? [] : [{ type: 'conversation.created', conversation }];
    };
  },
});

const messageEvents =
  (
    { messages }: NoticeDeps,
    key: ConversationKey,
    type: 'message.updated' | 'message.deleted',
    sequenceNumber: number,
    changeNumber: number,
  ): EventsFor =>
  async () => {
    // As it is now: a later change has its own event, and never brings an older text back.
    const message = await messages.read(key, sequenceNumber);
    const events = message ? [{ type, conversationId: key.conversationId, changeNumber, message }] : [];
    return () => events;
  };

const eventsOf = (deps: NoticeDeps, key: ConversationKey, change: Change): EventsFor => {
  const { conversationId } = key;
  const { changeNumber } = change;
  switch (change.kind) {
    case 'message.updated':
    case 'message.deleted':
      return messageEvents(deps, key, change.kind, change.sequenceNumber, changeNumber);
    case 'reaction.added':
    case 'reaction.removed': {
      const { kind: type, userId, emoji, sequenceNumber } = change;
      const messageId = messageIdOf({ conversationId, sequenceNumber });
      return forAll({ type, conversationId, changeNumber, messageId, userId, emoji });
    }
    case 'conversation.deleted':
      return forAll({ type: 'conversation.deleted', conversationId });
    case 'conversation.updated': {
      const { kind: type, roles } = change;
      return async (userIds) => {
        const conversations = await conversationsFor(deps, key, userIds);
        return (userId) => {
          const conversation = conversations.get(userId);
          if (conversation === undefined) return [];
          return [{ type, conversationId, changeNumber, conversation, ...(roles && { roles }) }];
        };
      };
    }
    case 'member.joined':
    case 'member.left': {
      const { kind: type, userId: who, role } = change;
      const event: ServerEvent = { type, conversationId, changeNumber, userId: who, role };
      if (type === 'member.left') return forAll(event);
      return async (userIds) => {
        const conversation = userIds.includes(who) ? (await conversationsFor(deps, key, [who])).get(who) : undefined;
        const first: ServerEvent[] = conversation ? [{ type: 'conversation.created', conversation }] : [];
        return (userId) => (userId === who ? [...first, event] : [event]);
      };
    }
  }
};

/** What the notice of a change is known by. */
export const changeNoticeId = ({ changeNumber }: Pick<Change, 'changeNumber'>): string => `change ${changeNumber}`;

/** Tells of a change, also to a member whom it removed. */
export const changeNotice = (deps: NoticeDeps, key: ConversationKey, change: Change): Notice => ({
  key,
  id: changeNoticeId(change),
  concerns: change.kind === 'member.joined' ? [change.actorId, change.userId] : [change.actorId],
  ...(change.kind === 'member.left' && { alsoTo: [change.userId] }),
  eventsFor: eventsOf(deps, key, change),
});
