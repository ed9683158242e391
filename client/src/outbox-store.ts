import type { ErrorCode } from './errors.ts';
import type { MessageSendFrame } from './wire.ts';

/** What a message says. */
export type MessageDraft = Omit<MessageSendFrame, 'action' | 'requestId' | 'conversationId' | 'clientMessageId'>;

/** A message that is not acknowledged yet. */
export interface OutboxEntry {
  readonly clientMessageId: string;
  readonly userId: string;
  readonly conversationId: string;
  readonly draft: MessageDraft;
  /** Later ones of a device have higher ones; about the time in milliseconds. */
  readonly position: number;
  /** There when the server refused it for good. */
  readonly refused?: { readonly code: ErrorCode; readonly detail: string } | undefined;
}

/** A message that is not committed yet, to show below those that are. */
export interface PendingMessage {
  readonly clientMessageId: string;
  readonly draft: MessageDraft;
  readonly state: 'sending' | 'refused';
  /** Why it was refused for good. */
  readonly error?: OutboxEntry['refused'];
}

/** Where messages wait to be acknowledged. */
export interface OutboxStore {
  /** All of a person, in any order. */
  load(userId: string): Promise<readonly OutboxEntry[]>;
  put(entry: OutboxEntry): Promise<void>;
  remove(clientMessageId: string): Promise<void>;
}

/** Keeps them as long as the program or the page is there. */
export const memoryOutboxStore = (): OutboxStore => {
  const entries = new Map<string, OutboxEntry>();
  return {
    load: async (userId) => [...entries.values()].filter((entry) => entry.userId === userId),
    put: async (entry) => void entries.set(entry.clientMessageId, entry),
    remove: async (clientMessageId) => void entries.delete(clientMessageId),
  };
};
