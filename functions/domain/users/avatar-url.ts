import type { UserRecord } from './users.ts';

/** The rendition that people are seen by. */
const rendition = 'thumbnail.webp';

/** Where the picture of a person is, for people of the tenant: a path of this API, which leads on to it. */
export const avatarUrlOf = ({ avatarMediaId }: Pick<UserRecord, 'avatarMediaId'>): { avatarUrl?: string } =>
  avatarMediaId === undefined ? {} : { avatarUrl: `/api/v1/media/${avatarMediaId}/download?rendition=${rendition}` };
