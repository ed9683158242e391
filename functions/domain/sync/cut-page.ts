import type { Conversation } from '../../contract/conversations.ts';
import type { Message } from '../../contract/messages.ts';
import { utf8Bytes } from '../../contract/text.ts';
import { aboutMessage, type Change } from '../changes/change.ts';

/** What a page was read from: entries of both lines in their order, and what they are told by. */
export interface ReadLines {
  readonly changes: readonly Change[];
  /** Messages at or below the cursor that the changes are about, as they are now. */
  readonly changed: readonly Message[];
  /** There when one of the changes is about the title or the members. */
  readonly conversation?: Conversation | undefined;
  readonly messages: readonly Message[];
}

/** With its name or comma. */
const bytesOf = (entry: Message | Conversation): number => utf8Bytes(JSON.stringify(entry)) + '"conversation":,'.length;

/**
 * The first entries of both lines whose JSON fits `maxBytes`, changes first. Where anything fits alone, something is in
 * it: no message and no conversation waits for good behind one that is too large for what is left.
 */
export const cutPage = (lines: ReadLines, maxBytes: number): ReadLines => {
  const bySequence = new Map(lines.changed.map((message) => [message.sequenceNumber, message]));
  const tellerOf = (change: Change) =>
    aboutMessage(change) ? bySequence.get(change.sequenceNumber) : lines.conversation;
  const told = new Set<Message | Conversation>();
  let left = maxBytes;
  const fits = (entry: Message | Conversation | undefined): boolean => {
    // Above the cursor, or told already.
    if (entry === undefined || told.has(entry)) return true;
    const bytes = bytesOf(entry);
    if (bytes > left) return false;
    left -= bytes;
    told.add(entry);
    return true;
  };
  const fitting = <Entry>(
    entries: readonly Entry[],
    tellerOf: (entry: Entry) => Message | Conversation | undefined,
  ) => {
    const end = entries.findIndex((entry) => !fits(tellerOf(entry)));
    return end < 0 ? entries : entries.slice(0, end);
  };
  const changes = fitting(lines.changes, tellerOf);
  const messages = fitting(lines.messages, (message) => message);
  return {
    changes,
    changed: lines.changed.filter((message) => told.has(message)),
    conversation: lines.conversation && told.has(lines.conversation) ? lines.conversation : undefined,
    messages,
  };
};
