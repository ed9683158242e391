import type { ConversationId, MediaId } from '../../contract/identifiers.ts';
import type { Upload } from '../../contract/media.ts';
import type { Caller } from '../caller.ts';
import type { Clock } from '../clock.ts';
import { retryContended } from '../contention.ts';
import type { Memberships } from '../conversations/memberships.ts';
import { Invalid, NotFound, QuotaExceeded, TooLarge, Unavailable } from '../errors.ts';
import { acceptedTypeNames, acceptedTypeOf } from './accepted-types.ts';
import { maxMediaBytes, tenantStorageBytes, uploadSeconds } from './media-limits.ts';
import type { MediaKey, MediaRecord, MediaStore } from './media-store.ts';

/** What a form lets through: these bytes of this type, for so long. */
export interface UploadTerms {
  readonly contentType: string;
  readonly size: number;
  readonly expiresIn: number;
}

/** Where files are sent to. */
export interface UploadForms {
  /** A form to send one file with, straight to where files are kept. */
  sign(key: MediaKey, terms: UploadTerms): Promise<Upload['upload']>;
}

/** What announcing an upload needs. */
export interface RequestUploadDeps {
  readonly media: Pick<MediaStore, 'add'>;
  readonly memberships: Pick<Memberships, 'find'>;
  readonly forms: UploadForms;
  readonly clock: Clock;
  /** A new UUID, ordered by time. */
  readonly newId: () => string;
  /** Throws RateLimited where the caller uploads too often. */
  readonly takeToken: (caller: Caller) => Promise<void>;
}

/** A file to upload. */
export interface RequestUpload {
  readonly caller: Caller;
  readonly correlationId: string;
  readonly fileName: string;
  readonly contentType: string;
  readonly size: number;
  readonly conversationId?: ConversationId | undefined;
}

const kindOf = ({ contentType, size }: RequestUpload) => {
  const type = acceptedTypeOf(contentType);
  if (type === undefined) {
    throw new Invalid([{ path: 'contentType', message: `must be one of ${acceptedTypeNames.join(', ')}` }]);
  }
  const max = maxMediaBytes[type.kind];
  if (size > max) throw new TooLarge(`cannot upload; a file of kind ${type.kind} has at most ${max} bytes`);
  return type.kind;
};

/**
 * Announces a file and answers with the form to send it with. Its bytes count as the tenant's from now on; those that
 * never come are given back.
 *
 * @throws Invalid the type is not accepted
 * @throws TooLarge the file is larger than its kind may be
 * @throws RateLimited the caller uploads too often
 * @throws NotFound the conversation does not exist or the caller is no member
 * @throws QuotaExceeded the tenant's storage is full
 * @throws Unavailable too many others of the tenant were announcing files
 */
export const requestUpload = async (deps: RequestUploadDeps, command: RequestUpload): Promise<Upload> => {
  const { caller, conversationId, fileName, size, correlationId } = command;
  const kind = kindOf(command);
  await deps.takeToken(caller);
  const { tenantId, userId } = caller;
  if (conversationId !== undefined && !(await deps.memberships.find({ tenantId, conversationId }, userId))) {
    throw new NotFound('conversation');
  }
  const mediaId = deps.newId() as MediaId;
  const contentType = command.contentType.toLowerCase();
  const now = new Date(deps.clock.nowMs()).toISOString();
  const record: MediaRecord = {
    tenantId,
    mediaId,
    uploaderId: userId,
    conversationId,
    status: 'pending',
    kind,
    fileName,
    contentType,
    size,
    renditions: [],
    createdAt: now,
    changedAt: now,
    revision: 1,
    correlationId,
    storedBytes: size,
    attachedTo: [],
  };
  const { outcome } = await retryContended.execute(() => deps.media.add(record, tenantStorageBytes));
  if (outcome === 'full') throw new QuotaExceeded("cannot upload; the tenant's storage is full");
  if (outcome === 'contended') throw new Unavailable('cannot upload; too many others are announcing files');
  const upload = await deps.forms.sign(record, { contentType, size, expiresIn: uploadSeconds });
  return { mediaId, upload, expiresIn: uploadSeconds };
};
