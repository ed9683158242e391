import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { MediaId } from '../../../../functions/contract/identifiers.ts';
import type { Media, Upload } from '../../../../functions/contract/media.ts';
import type { Caller } from '../../../../functions/domain/caller.ts';
import { tenantStorageBytes } from '../../../../functions/domain/media/media-limits.ts';
import { keys } from '../../../../functions/platform/keys.ts';
import { MediaRepository } from '../../../../functions/platform/repositories/media-repository.ts';
import { aCaller, aFile, tenantId } from '../../../builders/chat.ts';
import { aDeployment } from '../../../builders/deployment.ts';
import { invokeHttp } from '../../../builders/handlers.ts';
import { aStoredPerson } from '../../../builders/people.ts';

let client: DynamoDBDocumentClient;
let chatTable: string;
let ada: Caller;
let bob: Caller;

beforeAll(async () => {
  ({ client, chatTable } = await aDeployment());
  [ada, bob] = [await aStoredPerson(client, chatTable), await aStoredPerson(client, chatTable)];
});

const announce = (caller: Caller, over: object = {}) =>
  invokeHttp<Upload & { code?: string; errors?: { path: string }[] }>('create-upload', {
    caller,
    body: { fileName: 'a.txt', contentType: 'text/plain', size: 5, ...over },
  });
const get = (caller: Caller, mediaId: string) => invokeHttp<Media>('get-media', { caller, parameters: { mediaId } });
const download = (caller: Caller, mediaId: string, query: Record<string, string> = {}, headers = {}) =>
  invokeHttp<{ url: string; expiresIn: number }>('download-media', { caller, parameters: { mediaId }, query, headers });

/** An image of somebody's that is ready. */
const anImage = async ({ userId }: Caller, over = {}) => {
  const rendition = { name: 'thumbnail.webp', contentType: 'image/webp', size: 1 };
  const record = aFile({ uploaderId: userId, kind: 'image', mainName: 'full', renditions: [rendition], ...over });
  await new MediaRepository(client, chatTable).add(record, 10 ** 9);
  return record;
};

describe('announcing a file', () => {
  it('gives a form for those bytes alone, of that type, at one place, for a quarter of an hour', async () => {
    const { status, body } = await announce(ada, { contentType: 'Text/Plain' });
    expect([status, body.expiresIn]).toEqual([201, 900]);
    const { fields } = body.upload;
    expect(fields).toMatchObject({ 'Content-Type': 'text/plain', key: `uploads/${tenantId}/${body.mediaId}` });
    const policy = JSON.parse(Buffer.from(String(fields.Policy), 'base64').toString());
    expect(policy.conditions).toEqual(
      expect.arrayContaining([['content-length-range', 5, 5], { 'Content-Type': 'text/plain' }, { key: fields.key }]),
    );
    expect(Date.parse(policy.expiration) - Date.now()).toBeLessThanOrEqual(900_000);
  });

  it('is refused above what its kind may have, and when the tenant has no room', async () => {
    expect(await announce(ada, { contentType: 'image/png', size: 25 * 1024 ** 2 + 1 })).toMatchObject({
      status: 413,
      body: { code: 'TOO_LARGE' },
    });
    expect((await announce(ada, { contentType: 'image/heic' })).body.errors?.[0]?.path).toBe('contentType');
    const set = (usedBytes: number) =>
      client.send(
        new UpdateCommand({
          TableName: chatTable,
          Key: keys.storage(tenantId),
          UpdateExpression: 'SET usedBytes = :used',
          ExpressionAttributeValues: { ':used': usedBytes },
        }),
      );
    await set(tenantStorageBytes - 4);
    expect(await announce(ada)).toMatchObject({ status: 403, body: { code: 'QUOTA_EXCEEDED' } });
    await set(0);
  });

  it('too often is put off', async () => {
    const busy = aCaller();
    const statuses = await Promise.all(Array.from({ length: 130 }, async () => (await announce(busy)).status));
    expect(statuses.filter((status) => status === 201).length).toBeLessThanOrEqual(115);
    expect(statuses).toContain(429);
  }, 60_000);
});

describe('a file', () => {
  it('leads to where it is, for those alone who may see it', async () => {
    const { mediaId } = await anImage(ada);
    const asJson = { accept: 'application/json' };
    const { status, body } = await download(ada, mediaId, {}, asJson);
    expect([status, body.expiresIn]).toEqual([200, 300]);
    expect(body.url).toContain(`media/${tenantId}/${mediaId}/full?`);
    expect((await download(ada, mediaId, {}, { accept: 'text/html, Application/JSON' })).status).toBe(200);
    expect((await download(ada, mediaId)).status).toBe(302);
    const thumbnail = await download(ada, mediaId, { rendition: 'thumbnail.webp' }, asJson);
    expect(thumbnail.body.url).toContain(`${mediaId}/thumbnail.webp?`);
    expect((await download(ada, mediaId, { rendition: 'full' })).status).toBe(404);
    for (const other of [bob, aCaller({ tenantId: 'other' as Caller['tenantId'] })]) {
      expect([(await get(other, mediaId)).status, (await download(other, mediaId)).status]).toEqual([404, 404]);
    }
    const { mediaId: pending } = await anImage(ada, { status: 'processing' });
    expect([(await get(ada, pending)).status, (await download(ada, pending)).status]).toEqual([200, 404]);
  });
});

describe('a picture of a person', () => {
  const show = (caller: Caller, avatarMediaId: string | null) =>
    invokeHttp<{ avatarUrl?: string; errors?: { path: string }[] }>('update-me', { caller, body: { avatarMediaId } });

  it('is an image of their own that is ready; others of the tenant then see it, and no longer when there is another', async () => {
    const [first, second, pending, bobs] = [
      await anImage(ada),
      await anImage(ada),
      await anImage(ada, { status: 'processing' }),
      await anImage(bob),
    ];
    for (const { mediaId } of [pending, bobs]) {
      expect((await show(ada, mediaId)).body.errors).toEqual([expect.objectContaining({ path: 'avatarMediaId' })]);
    }
    const { body } = await show(ada, first.mediaId);
    expect(body.avatarUrl).toBe(`/api/v1/media/${first.mediaId}/download?rendition=thumbnail.webp`);
    const user = await invokeHttp<{ avatarUrl?: string }>('get-user', {
      caller: bob,
      parameters: { userId: ada.userId },
    });
    expect(user.body.avatarUrl).toBe(body.avatarUrl);
    expect((await download(bob, first.mediaId)).status).toBe(302);

    expect((await show(ada, second.mediaId)).status).toBe(200);
    expect((await show(ada, second.mediaId)).status).toBe(200);
    expect([(await download(bob, first.mediaId)).status, (await download(bob, second.mediaId)).status]).toEqual([
      404, 302,
    ]);
    const stored = async (mediaId: MediaId) =>
      (await client.send(new GetCommand({ TableName: chatTable, Key: keys.media(tenantId, mediaId) }))).Item;
    expect([(await stored(first.mediaId))?.avatarOf, (await stored(second.mediaId))?.avatarOf]).toEqual([
      undefined,
      ada.userId,
    ]);

    for (const again of [1, 2]) {
      const { status, body: without } = await show(ada, null);
      expect([again, status, without.avatarUrl]).toEqual([again, 200, undefined]);
    }
    expect((await download(bob, second.mediaId)).status).toBe(404);
    expect((await stored(second.mediaId))?.avatarOf).toBeUndefined();
    expect((await show(ada, second.mediaId)).body.avatarUrl).toContain(second.mediaId);
  });
});
