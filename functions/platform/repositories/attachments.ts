import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { MediaId, MessageId, TenantId } from '../../contract/identifiers.ts';
import type { Media } from '../../contract/media.ts';
import type { Message } from '../../contract/messages.ts';
import { maxMessagesOfMedia } from '../../domain/media/media-limits.ts';
import type { MediaKey } from '../../domain/media/media-store.ts';
import { presentMedia } from '../../domain/media/present-media.ts';
import { orphanAfterMs, unattachedSince } from '../../domain/media/unattached.ts';
import { messageIdOf } from '../../domain/messages/message-id.ts';
import type { MessageDraft } from '../../domain/messages/message-log.ts';
import { keys } from '../keys.ts';
import { MediaRepository } from './media-repository.ts';
import { type MessageItem, messageFromItem } from './message-item.ts';
import { unattachedPut } from './unattached-repository.ts';

/** Stored messages as clients see them, with their files as they are now. Where there are none, nothing is read. */
export const withAttachments = async (
  client: DynamoDBDocumentClient,
  table: string,
  tenantId: TenantId,
  items: readonly MessageItem[],
): Promise<Message[]> => {
  const mediaIds = items.flatMap(({ attachmentIds = [] }) => attachmentIds);
  if (mediaIds.length === 0) return items.map((item) => messageFromItem(item));
  const records = await new MediaRepository(client, table).readMany(tenantId, mediaIds);
  const found = new Map<MediaId, Media>(records.map((record) => [record.mediaId, presentMedia(record)]));
  return items.map((item) =>
    messageFromItem(
      item,
      (item.attachmentIds ?? []).flatMap((mediaId) => found.get(mediaId) ?? []),
    ),
  );
};

/** Detaches a file from a message, and has the sweep look whether it is still in another one. */
export const detachWrites = (TableName: string, file: MediaKey, messageId: MessageId, now: string) => ({
  detach: {
    Update: {
      TableName,
      Key: keys.media(file.tenantId, file.mediaId),
      UpdateExpression: 'DELETE attachedTo :message',
      ConditionExpression: 'attribute_exists(PK)',
      ExpressionAttributeValues: { ':message': new Set([messageId]) },
    },
  },
  unattached: unattachedPut(TableName, unattachedSince(file, now, orphanAfterMs)),
});

/** Attaches a message's files, each while it is as it was when it was looked at: `<file's id>` -> write. */
export const attachmentWrites = (TableName: string, draft: MessageDraft, sequenceNumber: number) => {
  const messageId: MessageId = messageIdOf({ conversationId: draft.conversationId, sequenceNumber });
  return (draft.attachments ?? []).map(({ media, revision }) => ({
    Update: {
      TableName,
      Key: keys.media(draft.tenantId, media.id),
      // From now on those see it who see its messages.
      UpdateExpression: 'ADD attachedTo :message REMOVE conversationId',
      ConditionExpression:
        'revision = :revision AND (attribute_not_exists(attachedTo) OR size(attachedTo) < :messages)',
      ExpressionAttributeValues: {
        ':message': new Set([messageId]),
        ':revision': revision,
        ':messages': maxMessagesOfMedia,
      },
    },
  }));
};
