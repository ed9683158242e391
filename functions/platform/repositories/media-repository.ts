import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { MediaId, MessageId, TenantId } from '../../contract/identifiers.ts';
import type { MediaKey, MediaRecord, MediaState, MediaStore } from '../../domain/media/media-store.ts';
import { abandonedAfterMs, unattachedSince } from '../../domain/media/unattached.ts';
import { keys } from '../keys.ts';
import { batchGet } from './batch-get.ts';
import { type NamedWrites, transact } from './transaction.ts';

import { unattachedPut } from './unattached-repository.ts';

/** A file as stored: the messages that it is attached to are a set, which is not there when it is empty. */
type MediaItem = Omit<MediaRecord, 'attachedTo'> & { readonly attachedTo?: ReadonlySet<MessageId> };

/** A stored file. */
export const mediaFromItem = (item: Record<string, unknown>): MediaRecord => {
  const { PK, SK, attachedTo, ...record } = item as unknown as MediaItem & { readonly PK: string; readonly SK: string };
  return { ...record, attachedTo: [...(attachedTo ?? [])] };
};

/** Files, in the Chat table. */
export class MediaRepository implements MediaStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async add(record: MediaRecord, tenantBytes: number): Promise<{ outcome: 'added' | 'full' | 'contended' }> {
    const { tenantId, mediaId, attachedTo, ...fields } = record;
    const result = await transact(this.#client, {
      media: {
        Put: {
          TableName: this.#table,
          Item: { ...keys.media(tenantId, mediaId), tenantId, mediaId, ...fields },
          ConditionExpression: 'attribute_not_exists(PK)',
        },
      },
      unattached: unattachedPut(this.#table, unattachedSince(record, record.createdAt, abandonedAfterMs)),
      storage: {
        Update: {
          TableName: this.#table,
          Key: keys.storage(tenantId),
          UpdateExpression: 'ADD usedBytes :size',
          ConditionExpression: 'attribute_not_exists(usedBytes) OR usedBytes <= :room',
          ExpressionAttributeValues: { ':size': record.storedBytes, ':room': tenantBytes - record.storedBytes },
        },
      },
    });
    if (result.outcome !== 'refused') return { outcome: result.outcome === 'committed' ? 'added' : result.outcome };
    if (result.items.has('storage')) return { outcome: 'full' };
    // The client tries again by itself when an answer is lost, and then finds its own file.
    return { outcome: 'added' };
  }

  async read({ tenantId, mediaId }: MediaKey): Promise<MediaRecord | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: keys.media(tenantId, mediaId), ConsistentRead: true }),
    );
    return Item && mediaFromItem(Item);
  }

  async readMany(tenantId: TenantId, mediaIds: readonly MediaId[]): Promise<readonly MediaRecord[]> {
    const wanted = [...new Set(mediaIds)].map((mediaId) => keys.media(tenantId, mediaId));
    return (await batchGet(this.#client, this.#table, wanted, { consistent: true })).map(mediaFromItem);
  }

  async forget({ tenantId, mediaId, revision, storedBytes }: MediaRecord): ReturnType<MediaStore['forget']> {
    const { outcome } = await transact(this.#client, {
      media: {
        Delete: {
          TableName: this.#table,
          Key: keys.media(tenantId, mediaId),
          ConditionExpression:
            'revision = :read AND attribute_not_exists(attachedTo) AND attribute_not_exists(avatarOf)',
          ExpressionAttributeValues: { ':read': revision },
        },
      },
      storage: this.#storage(tenantId, -storedBytes),
    });
    if (outcome === 'committed') return { outcome: 'forgotten' };
    return { outcome: outcome === 'refused' ? 'overtaken' : outcome };
  }

  /** Counts bytes of a tenant's storage, more or less. */
  #storage(tenantId: TenantId, grownBytes: number) {
    return {
      Update: {
        TableName: this.#table,
        Key: keys.storage(tenantId),
        UpdateExpression: 'ADD usedBytes :grown',
        ExpressionAttributeValues: { ':grown': grownBytes },
      },
    };
  }

  async replace(before: MediaRecord, after: MediaState): Promise<{ outcome: 'replaced' | 'overtaken' | 'contended' }> {
    const { tenantId, mediaId, revision } = before;
    const fields: Record<string, unknown> = { ...after, revision: revision + 1 };
    const names = Object.keys(fields).filter((name) => fields[name] !== undefined);
    const gone = Object.keys(before).filter((name) => name in after && fields[name] === undefined);
    const set = names.map((name) => `#${name} = :${name}`).join(', ');
    const remove = gone.map((name) => `#${name}`).join(', ');
    const grownBytes = after.storedBytes - before.storedBytes;
    const writes: Record<string, NamedWrites<string>[string]> = {
      media: {
        Update: {
          TableName: this.#table,
          Key: keys.media(tenantId, mediaId),
          UpdateExpression: `SET ${set}${remove && ` REMOVE ${remove}`}`,
          ConditionExpression: '#revision = :before',
          ExpressionAttributeNames: Object.fromEntries([...names, ...gone].map((name) => [`#${name}`, name])),
          ExpressionAttributeValues: {
            ':before': revision,
            ...Object.fromEntries(names.map((name) => [`:${name}`, fields[name]])),
          },
        },
      },
      ...(grownBytes !== 0 && { storage: this.#storage(tenantId, grownBytes) }),
    };
    const { outcome } = await transact(this.#client, writes);
    if (outcome === 'committed') return { outcome: 'replaced' };
    return { outcome: outcome === 'refused' ? 'overtaken' : outcome };
  }
}
