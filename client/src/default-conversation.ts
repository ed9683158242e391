import type { Conversation } from './conversation.ts';
import { sessionEnded } from './errors.ts';
import { LiveConversation } from './live-conversation.ts';
import type { Message } from './wire.ts';

const halfPage = 25;
const pageSize = 50;

/** A conversation with what can be done in it. */
export class DefaultConversation extends LiveConversation implements Conversation {
  #older: Promise<boolean> | undefined;

  loadOlder: Conversation['loadOlder'] = ({ signal } = {}) => {
    if (signal) return this.#loadOlder(signal);
    this.#older ??= this.#loadOlder().finally(() => {
      this.#older = undefined;
    });
    return this.#older;
  };

  loadAround: Conversation['loadAround'] = async (sequenceNumber, { signal } = {}) => {
    const after = Math.max(0, sequenceNumber - halfPage);
    await this.#loadPage({ after }, signal);
  };

  fillGap: Conversation['fillGap'] = async ({ after, before }, { signal } = {}) => {
    await this.#loadPage({ before, limit: Math.min(pageSize, before - after - 1) }, signal);
  };

  loadMembers: Conversation['loadMembers'] = (options) => this.members.load(options);

  send: Conversation['send'] = (draft) => {
    if (this.isRetired) throw sessionEnded();
    this.typingState.stop();
    return this.deps.outbox.add(this.id, draft);
  };

  retry: Conversation['retry'] = (clientMessageId) => this.deps.outbox.retry(clientMessageId);
  discard: Conversation['discard'] = (clientMessageId) => this.deps.outbox.discard(clientMessageId);

  edit: Conversation['edit'] = async (messageId, content, { signal, ...edit } = {}) =>
    this.acknowledged(await this.deps.api.editMessage(messageId, { content, ...edit }, { signal }));

  remove: Conversation['remove'] = async (messageId, { signal } = {}) => {
    const { ask, api, connection } = this.deps;
    // Over HTTP the answer has no tombstone: the change comes by the connection, or with the next sync.
    if (connection() !== 'online') return api.deleteMessage(messageId, { signal });
    const { message } = await ask('message.delete', { messageId }, { signal });
    this.acknowledged(message);
  };

  react: Conversation['react'] = async (messageId, emoji, { signal } = {}) =>
    this.acknowledged(await this.deps.api.addReaction(messageId, emoji, { signal }));

  unreact: Conversation['unreact'] = async (messageId, emoji, { signal } = {}): Promise<Message> =>
    this.acknowledged(await this.deps.api.removeReaction(messageId, emoji, { signal }));

  markRead: Conversation['markRead'] = (sequenceNumber) => {
    if (this.isRetired) return;
    const upTo = Math.min(sequenceNumber ?? Number.POSITIVE_INFINITY, this.line.cursor.afterSequence);
    const known = this.deps.inbox.get(this.id)?.lastReadSequence ?? 0;
    if (upTo <= Math.max(known, this.readMarks.wanted)) return;
    this.deps.inbox.markRead(this.id, upTo);
    this.readMarks.mark(upTo);
  };

  // No event tells of either.
  mute: Conversation['mute'] = async ({ until, signal } = {}) => {
    await this.deps.api.muteConversation(this.id, until === undefined ? {} : { until }, { signal });
    this.deps.inbox.learnMuted(this.id, true);
  };

  unmute: Conversation['unmute'] = async ({ signal } = {}) => {
    await this.deps.api.unmuteConversation(this.id, { signal });
    this.deps.inbox.learnMuted(this.id, false);
  };

  typing: Conversation['typing'] = () => {
    if (!this.isRetired) this.typingState.type();
  };
  stopTyping: Conversation['stopTyping'] = () => this.typingState.stop();

  async #loadOlder(signal?: AbortSignal): Promise<boolean> {
    const [first] = this.line.messages;
    if (!first || first.sequenceNumber === 1) return false;
    await this.#loadPage({ before: first.sequenceNumber }, signal);
    return this.getSnapshot().hasOlder;
  }

  async #loadPage(
    bounds: { readonly before?: number; readonly after?: number; readonly limit?: number },
    signal?: AbortSignal,
  ): Promise<void> {
    const page = await this.deps.api.listMessages(this.id, { limit: pageSize, ...bounds, signal });
    this.line.takeHistory(page.items);
    this.changed();
  }
}
