import { type DynamoDBDocumentClient, GetCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conversationIdIn, type ItemKey, prefixes } from '../../../functions/platform/keys.ts';
import type { Commit, Item, MarksSeen } from '../../history/history.ts';
import type { Scheduler } from './scheduler.ts';

/** What the stream's filter lets through, where it is new. */
const isPublished = ({ SK }: ItemKey): boolean =>
  SK === 'CONVERSATION' || SK.startsWith(prefixes.message) || SK.startsWith(prefixes.change);

/**
 * Looks at the Chat table behind every write, within the write's own turn, so that nothing comes between: what was
 * committed, whether or not anybody was told, and how far the members' marks are.
 */
export class TableWatch {
  readonly commits: Commit[] = [];
  readonly marks: MarksSeen[] = [];
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #scheduler: Scheduler;
  readonly #publish: (item: Item) => void;

  constructor(
    { client, chatTable }: { client: DynamoDBDocumentClient; chatTable: string },
    scheduler: Scheduler,
    publish: (item: Item) => void,
  ) {
    this.#client = client;
    this.#table = chatTable;
    this.#scheduler = scheduler;
    this.#publish = publish;
  }

  /** Looks at what a command that succeeded has written. */
  async written(command: unknown): Promise<void> {
    for (const key of writtenKeys(command)) {
      if (isPublished(key)) await this.#committed(key);
      else if (key.SK.startsWith(prefixes.membership)) await this.#marked(key);
    }
  }

  async #committed(key: ItemKey): Promise<void> {
    const item = (await this.#get(key)) as Item;
    // A change writes what it is about too; the stream's filter lets only what is new through.
    if (this.commits.some((one) => one.item.PK === key.PK && one.item.SK === key.SK)) return;
    const { step } = this.#scheduler;
    this.commits.push({ after: step, before: step, item });
    this.#publish(item);
  }

  async #marked(key: ItemKey): Promise<void> {
    const item = (await this.#get(key)) as Omit<MarksSeen, 'conversationId'> | undefined;
    if (item === undefined) return;
    const { userId, lastReadSequence, lastDeliveredSequence } = item;
    const conversationId = conversationIdIn(key.SK);
    this.marks.push({ conversationId, userId, lastReadSequence, lastDeliveredSequence });
  }

  async #get(Key: ItemKey): Promise<Item | undefined> {
    const { PK, SK } = Key;
    return (await this.#client.send(new GetCommand({ TableName: this.#table, Key: { PK, SK }, ConsistentRead: true })))
      .Item;
  }
}

const writtenKeys = (command: unknown): ItemKey[] => {
  if (command instanceof UpdateCommand) return [command.input.Key as unknown as ItemKey];
  if (!(command instanceof TransactWriteCommand)) return [];
  return (command.input.TransactItems ?? []).flatMap(({ Put, Update }) => {
    const key = (Put?.Item ?? Update?.Key) as ItemKey | undefined;
    return key === undefined ? [] : [key];
  });
};
