import type { Message } from '../../contract/messages.ts';
import type { SearchEvent } from '../../contract/queue-messages.ts';
import type { Clock } from '../clock.ts';
import { Unavailable } from '../errors.ts';
import type { MediaKey } from '../media/media-store.ts';
import type { ConversationKey } from '../messages/message-log.ts';
import type { IndexEntry, IndexedConversation, IndexOutcome, MessageKey, SearchIndexWriter } from './search-index.ts';

/** What is to be found, as it is now. */
export interface IndexSource {
  /** Of one tenant, in the order asked for; undefined where there is none, or its conversation was deleted. */
  readCurrent(keys: readonly MessageKey[]): Promise<readonly (Message | undefined)[]>;
  /** Of one tenant, in the order asked for; undefined where there is none (any more). */
  readConversations(keys: readonly ConversationKey[]): Promise<readonly (IndexedConversation | undefined)[]>;
  /** The messages that each of these files of one tenant is attached to, in the order asked for. */
  readAttachedTo(keys: readonly MediaKey[]): Promise<readonly (readonly MessageKey[])[]>;
}

/** What indexing needs. */
export interface IndexEventsDeps {
  readonly source: IndexSource;
  readonly index: SearchIndexWriter;
  readonly clock: Clock;
}

/** What an event says is to be looked at. */
interface Concerned {
  readonly messages: readonly MessageKey[];
  readonly conversations: readonly ConversationKey[];
  /** A conversation that is gone with all its messages. */
  readonly ended: readonly ConversationKey[];
  /** Files, by whose names the messages that they are attached to are found. */
  readonly files: readonly MediaKey[];
}

const concernedBy = (event: SearchEvent): Concerned => {
  const nothing: Concerned = { messages: [], conversations: [], ended: [], files: [] };
  switch (event['detail-type']) {
    case 'message.created': {
      const { tenantId, message } = event.detail;
      const { conversationId, sequenceNumber } = message;
      return { ...nothing, messages: [{ tenantId, conversationId, sequenceNumber }] };
    }
    case 'conversation.created': {
      const { tenantId, conversationId } = event.detail;
      return { ...nothing, conversations: [{ tenantId, conversationId }] };
    }
    case 'conversation.changed': {
      const { tenantId, conversationId, change } = event.detail;
      const key = { tenantId, conversationId };
      if (change.kind === 'conversation.deleted') return { ...nothing, conversations: [key], ended: [key] };
      if (change.kind === 'conversation.updated') return { ...nothing, conversations: [key] };
      if (change.kind === 'message.updated' || change.kind === 'message.deleted') {
        return { ...nothing, messages: [{ ...key, sequenceNumber: change.sequenceNumber }] };
      }
      return nothing;
    }
    case 'media.settled': {
      const { tenantId, mediaId } = event.detail;
      return { ...nothing, files: [{ tenantId, mediaId }] };
    }
  }
};

/** With the messages of the files. One that is attached later is told of by its own event, and finds the file settled. */
const withMessagesOfFiles = async (
  { source }: IndexEventsDeps,
  concerned: readonly Concerned[],
): Promise<readonly Concerned[]> => {
  const attachedTo = await source.readAttachedTo(concerned.flatMap(({ files }) => files));
  let at = 0;
  return concerned.map((one) => {
    const ofFiles = attachedTo.slice(at, at + one.files.length).flat();
    at += one.files.length;
    return { ...one, messages: [...one.messages, ...ofFiles] };
  });
};

const nameOf = (key: ConversationKey & { readonly sequenceNumber?: number }): string =>
  `${key.tenantId} ${key.conversationId} ${key.sequenceNumber ?? ''}`;

const distinct = <Key extends ConversationKey>(all: readonly Key[]): readonly Key[] => [
  ...new Map(all.map((key) => [nameOf(key), key])).values(),
];

/** All that is to be found again as it is now. Whatever an event said, and in whatever order they come, is of no matter. */
const entriesOf = async ({ source }: IndexEventsDeps, concerned: readonly Concerned[]): Promise<IndexEntry[]> => {
  const messageKeys = distinct(concerned.flatMap(({ messages }) => messages));
  const conversationKeys = distinct(concerned.flatMap(({ conversations }) => conversations));
  const [messages, conversations] = await Promise.all([
    source.readCurrent(messageKeys),
    source.readConversations(conversationKeys),
  ]);
  return [
    ...messageKeys.map((key, at): IndexEntry => ({ kind: 'message', key, message: messages[at] })),
    ...conversationKeys.map((key, at): IndexEntry => ({ kind: 'conversation', key, conversation: conversations[at] })),
  ];
};

const worst = (outcomes: readonly (IndexOutcome | undefined)[]): IndexOutcome =>
  outcomes.find((one) => one === 'failed') ?? outcomes.find((one) => one === 'refused') ?? 'done';

/** Removes all messages of conversations that are gone; those that could not be in time come again. */
const removeEnded = async (
  { index, clock }: IndexEventsDeps,
  ended: readonly ConversationKey[],
  untilMs: number,
): Promise<ReadonlyMap<string, IndexOutcome>> => {
  const outcomes = new Map<string, IndexOutcome>();
  for (const key of ended) {
    outcomes.set(nameOf(key), 'failed');
    while (clock.nowMs() < untilMs) {
      if ((await index.removeMessages(key)) > 0) continue;
      outcomes.set(nameOf(key), 'done');
      break;
    }
  }
  return outcomes;
};

/**
 * Has found what events of one tenant tell of, as it is in the table by now. One outcome for each event; while the index does not
 * answer all of them have failed.
 */
export const indexEvents = async (
  deps: IndexEventsDeps,
  events: readonly SearchEvent[],
  untilMs: number,
): Promise<readonly IndexOutcome[]> => {
  try {
    const concerned = await withMessagesOfFiles(deps, events.map(concernedBy));
    const entries = await entriesOf(deps, concerned);
    const written = await deps.index.write(entries);
    const outcomes = new Map(entries.map(({ key }, at) => [nameOf(key), written[at] ?? 'failed']));
    const ended = await removeEnded(deps, distinct(concerned.flatMap((one) => one.ended)), untilMs);
    return concerned.map((one) =>
      worst([
        ...[...one.messages, ...one.conversations].map((key) => outcomes.get(nameOf(key))),
        ...one.ended.map((key) => ended.get(nameOf(key))),
      ]),
    );
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    return events.map(() => 'failed');
  }
};
