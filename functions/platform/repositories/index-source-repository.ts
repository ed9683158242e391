import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Message } from '../../contract/messages.ts';
import type { MediaKey } from '../../domain/media/media-store.ts';
import { positionOf } from '../../domain/messages/message-id.ts';
import type { ConversationKey } from '../../domain/messages/message-log.ts';
import type { IndexSource } from '../../domain/search/index-events.ts';
import type { IndexedConversation, MessageKey } from '../../domain/search/search-index.ts';
import type { CurrentMessages } from '../../domain/search/search-messages.ts';
import { type ItemKey, keys } from '../keys.ts';
import { withAttachments } from './attachments.ts';
import { batchGet } from './batch-get.ts';
import type { ConversationItem } from './conversation-repository.ts';
import { mediaFromItem } from './media-repository.ts';
import type { MessageItem } from './message-item.ts';

/** What a stored person is called, and how often that was changed. */
interface ProfileNames {
  readonly displayName: string;
  readonly renames?: number;
}

const nameOf = ({ PK, SK }: ItemKey): string => `${PK}\n${SK}`;

/** What is searched as it is now, in the Chat table, of one tenant at a time. All reads are strongly consistent. */
export class IndexSourceRepository implements IndexSource, CurrentMessages {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async readCurrent(wanted: readonly MessageKey[]): Promise<readonly (Message | undefined)[]> {
    const find = await this.#read(wanted.flatMap((key) => [keys.message(key, key.sequenceNumber), keys.head(key)]));
    const items = wanted.map((key) => {
      const item = find(keys.message(key, key.sequenceNumber)) as MessageItem | undefined;
      // A conversation that was deleted has no head; its messages go later.
      return find(keys.head(key)) && item;
    });
    const [first] = wanted;
    if (first === undefined) return [];
    const there = items.filter((item) => item !== undefined);
    const messages = await withAttachments(this.#client, this.#table, first.tenantId, there);
    return items.map((item) => item && messages[there.indexOf(item)]);
  }

  async readConversations(wanted: readonly ConversationKey[]): Promise<readonly (IndexedConversation | undefined)[]> {
    const find = await this.#read(wanted.flatMap((key) => [keys.conversation(key), keys.head(key)]));
    const records = wanted.map((key) => {
      const item = find(keys.conversation(key)) as ConversationItem | undefined;
      return item && find(keys.head(key)) ? item : undefined;
    });
    const profiles = records.flatMap((record, index) => {
      const key = wanted[index];
      return key && record?.peerIds ? record.peerIds.map((userId) => keys.profile(key.tenantId, userId)) : [];
    });
    const findProfile = await this.#read(profiles);
    return records.map((record, index): IndexedConversation | undefined => {
      const key = wanted[index];
      if (record === undefined || key === undefined) return undefined;
      if (record.peerIds === undefined) return { title: record.title, version: record.changeNumber + 1 };
      const profiles = record.peerIds.map((userId) => ({
        userId,
        ...(findProfile(keys.profile(key.tenantId, userId)) as ProfileNames | undefined),
      }));
      const renames = profiles.reduce((sum, profile) => sum + (profile.renames ?? 0), 0);
      return {
        peers: profiles.map(({ userId, displayName = '' }) => ({ userId, displayName })),
        version: renames + 1,
      };
    });
  }

  async readAttachedTo(wanted: readonly MediaKey[]): Promise<readonly (readonly MessageKey[])[]> {
    const find = await this.#read(wanted.map(({ tenantId, mediaId }) => keys.media(tenantId, mediaId)));
    return wanted.map(({ tenantId, mediaId }) => {
      const item = find(keys.media(tenantId, mediaId));
      const ids = item === undefined ? [] : mediaFromItem(item).attachedTo;
      return ids.flatMap((id) => {
        const position = positionOf(id);
        return position === undefined ? [] : [{ tenantId, ...position }];
      });
    });
  }

  async #read(wanted: readonly ItemKey[]): Promise<(key: ItemKey) => Record<string, unknown> | undefined> {
    const distinct = [...new Map(wanted.map((key) => [nameOf(key), key])).values()];
    const items = await batchGet(this.#client, this.#table, distinct, { consistent: true });
    const byName = new Map(items.map((item) => [nameOf(item as unknown as ItemKey), item]));
    return (key) => byName.get(nameOf(key));
  }
}
