import type { Api } from './api.ts';
import type { Ask, ConnectionState } from './connection.ts';
import type { DefaultInbox } from './inbox.ts';
import type { Outbox } from './outbox.ts';
import type { DefaultPresenceBook } from './presence-book.ts';
import type { Runtime } from './runtime.ts';

/** What all conversations of a client share. */
export interface ConversationDeps {
  readonly runtime: Runtime;
  readonly api: Api;
  readonly ask: Ask;
  readonly connection: () => ConnectionState;
  readonly inbox: DefaultInbox;
  readonly outbox: Outbox;
  readonly presence: DefaultPresenceBook;
  readonly userId: () => string | undefined;
}
