import type { Media, Message, ReactionAddedFrame, ReactionRemovedFrame } from './wire.ts';

type ReactionChange = ReactionAddedFrame | ReactionRemovedFrame;
type Replay =
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'reaction'; readonly change: ReactionChange };

/** How many are remembered: more than happen while a page of history is on its way. */
const most = 1_000;

const numberOf = (replay: Replay): number =>
  (replay.kind === 'message' ? replay.message.changeNumber : replay.change.changeNumber) ?? 0;

const withReaction = (message: Message, { type, emoji, userId, changeNumber }: ReactionChange): Message => {
  const isKnown = message.reactions.some((one) => one.emoji === emoji);
  const reactions = isKnown ? message.reactions : [...message.reactions, { emoji, userIds: [] }];
  const userIdsOf = (userIds: readonly string[]) => {
    const others = userIds.filter((id) => id !== userId);
    return type === 'reaction.added' ? [...others, userId] : others;
  };
  return {
    ...message,
    changeNumber,
    reactions: reactions
      .map((one) => (one.emoji === emoji ? { emoji, userIds: userIdsOf(one.userIds) } : one))
      .filter(({ userIds }) => userIds.length > 0),
  };
};

/**
 * The last changes to messages. A page of history may have been read before a change that was applied while the page
 * was on its way: played over it, in order and by their numbers, they bring it up to date.
 */
export class Replays {
  #list: Replay[] = [];
  readonly #files = new Map<string, Media>();

  add(replay: Replay): void {
    this.#list.push(replay);
    if (this.#list.length > most) this.#list = this.#list.slice(-most / 2);
  }

  /** Remembers a file as it is at last, ready or rejected: its event may come before the message that it is attached to. */
  addFile(media: Media): void {
    this.#files.set(media.id, media);
    const [oldest] = this.#files.keys();
    if (oldest !== undefined && this.#files.size > most) this.#files.delete(oldest);
  }

  /** A message with what was changed since. */
  over(message: Message): Message {
    let result = this.#withFiles(message);
    for (const replay of this.#list) {
      if (numberOf(replay) <= (result.changeNumber ?? 0)) continue;
      if (replay.kind === 'reaction' && replay.change.messageId === result.id) {
        result = withReaction(result, replay.change);
      } else if (replay.kind === 'message' && replay.message.id === result.id) {
        result = this.#withFiles(replay.message);
      }
    }
    return result;
  }

  #withFiles(message: Message): Message {
    if (!message.attachments.some(({ id }) => this.#files.has(id))) return message;
    return { ...message, attachments: message.attachments.map((one) => this.#files.get(one.id) ?? one) };
  }
}
