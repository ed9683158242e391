import {
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { conversationPartition, type ItemKey, keys, prefixes } from '../../../functions/platform/keys.ts';
import type { Cast } from './cast.ts';
import type { Scheduler } from './scheduler.ts';

/** A stored item. */
export type Item = Record<string, unknown>;

/** A new item that the stream would bring, and when it was committed. */
export interface Commit {
  readonly step: number;
  readonly item: Item;
}

/** A membership as it was right after a write to it. */
export interface MarksSeen {
  readonly step: number;
  readonly userId: string;
  readonly lastReadSequence: number;
  readonly lastDeliveredSequence: number;
}

const isPublished = ({ SK }: ItemKey): boolean => SK.startsWith(prefixes.message) || SK.startsWith(prefixes.change);

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

  /** All items of the conversation, by sort key. */
  async conversationItems({ key }: Cast): Promise<Item[]> {
    const { Items = [], LastEvaluatedKey } = await this.#client.send(
      new QueryCommand({
        TableName: this.#table,
        KeyConditionExpression: 'PK = :pk',
        ExpressionAttributeValues: { ':pk': conversationPartition(key) },
        ConsistentRead: true,
      }),
    );
    if (LastEvaluatedKey) throw new Error('a history fits one page');
    return Items;
  }

  /** The people's own sides of their memberships. */
  async memberships({ key, people }: Cast): Promise<Item[]> {
    const found = await Promise.all(people.map(({ userId }) => this.#get(keys.membership(key, userId))));
    return found.filter((item) => item !== undefined);
  }

  async #committed(key: ItemKey): Promise<void> {
    const item = (await this.#get(key)) as Item;
    // A change writes the messages it is about too; the stream's filter lets only what is new through.
    if (this.commits.some((one) => one.item.PK === key.PK && one.item.SK === key.SK)) return;
    this.commits.push({ step: this.#scheduler.step, item });
    this.#publish(item);
  }

  async #marked(key: ItemKey): Promise<void> {
    const item = (await this.#get(key)) as Omit<MarksSeen, 'step'> | undefined;
    if (item === undefined) return;
    const { userId, lastReadSequence, lastDeliveredSequence } = item;
    this.marks.push({ step: this.#scheduler.step, userId, lastReadSequence, lastDeliveredSequence });
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
