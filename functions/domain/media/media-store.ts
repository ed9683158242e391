import type { ConversationId, MediaId, MessageId, TenantId, UserId } from '../../contract/identifiers.ts';
import type { Media } from '../../contract/media.ts';

/** A file, fenced by its tenant. */
export interface MediaKey {
  readonly tenantId: TenantId;
  readonly mediaId: MediaId;
}

/** A file as stored. */
export interface MediaRecord extends MediaKey, Omit<Media, 'id'> {
  readonly uploaderId: UserId;
  /** Whose members may see it before it is attached. */
  readonly conversationId?: ConversationId | undefined;
  /** ISO 8601. */
  readonly createdAt: string;
  /** Of its last change of state, ISO 8601. */
  readonly changedAt: string;
  /** Counts its changes of state, from 1. */
  readonly revision: number;
  /** Of what is told about it; consumers of the stream go on with it. */
  readonly correlationId: string;
  /** What it takes of the tenant's storage, in bytes: what was announced until it is settled, then what is there. */
  readonly storedBytes: number;
  /** Which bytes are looked at: those that arrived first. */
  readonly uploadTag?: string | undefined;
  /** How often they were begun to be looked at. */
  readonly attempts?: number | undefined;
  /** Whether what is shown of it was made. With `isClean` it is ready; they come in any order. */
  readonly isMade?: true | undefined;
  /** Whether its bytes were scanned and nothing was found. */
  readonly isClean?: true | undefined;
  /** What a download without a rendition's name gives; undefined: what was uploaded, as it is. */
  readonly mainName?: string | undefined;
  /** Who is seen by it, for all of the tenant. */
  readonly avatarOf?: UserId | undefined;
  /** The messages that it is attached to, in no order that means anything. */
  readonly attachedTo: readonly MessageId[];
}

/** What of a file changes; all else stays for good. */
export type MediaState = Omit<
  MediaRecord,
  'tenantId' | 'mediaId' | 'uploaderId' | 'conversationId' | 'createdAt' | 'revision' | 'avatarOf' | 'attachedTo'
>;

/** The files of the deployment. */
export interface MediaStore {
  /**
   * Adds a file that is to come, has the sweep look at it, and takes its bytes of the tenant's storage, all or nothing;
   * full: there is no room.
   */
  add(record: MediaRecord, tenantBytes: number): Promise<{ readonly outcome: 'added' | 'full' | 'contended' }>;
  /** One file, as it is now. */
  read(key: MediaKey): Promise<MediaRecord | undefined>;
  /** The files by these ids as they are now; those who do not exist are left out. */
  readMany(tenantId: TenantId, mediaIds: readonly MediaId[]): Promise<readonly MediaRecord[]>;
  /**
   * Forgets a file that is as it was read, in no message and nobody's picture, and gives its bytes back, both or neither.
   */
  forget(record: MediaRecord): Promise<{ readonly outcome: 'forgotten' | 'overtaken' | 'contended' }>;
  /**
   * Puts a file into another state, and settles the tenant's storage by the difference, both or neither. overtaken: it
   * is in another state than `before` by now, and nothing was written.
   */
  replace(
    before: MediaRecord,
    after: MediaState,
  ): Promise<{ readonly outcome: 'replaced' | 'overtaken' | 'contended' }>;
}
