import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import type { MediaId, TenantId } from '../../functions/contract/identifiers.ts';
import type { Media } from '../../functions/contract/media.ts';
import { keys } from '../../functions/platform/keys.ts';
import { aPdf, aPhoto } from '../builders/media-files.ts';
import { tables } from './support/cloud.ts';
import { invokeFunction } from './support/deployed-functions.ts';
import { endpoints, output } from './support/endpoints.ts';
import { announce, aText, mediaOf, upload, uploadAndWait } from './support/files.ts';
import { aTenant, Person } from './support/person.ts';

const tenant = aTenant();
let ada: Person;
let ben: Person;
let eve: Person;
let foreigner: Person;
let photo: Media;
let pdf: Media;

beforeAll(async () => {
  [ada, ben, eve, foreigner] = await Promise.all([
    Person.register('ada', tenant),
    Person.register('ben', tenant),
    Person.register('eve', tenant),
    Person.register('fritz', aTenant()),
  ]);
  const { id: conversationId } = await ada.startConversation([ben]);
  [photo, pdf] = await Promise.all([
    uploadAndWait(ada, { fileName: 'Ferien am Müritzsee.jpg', contentType: 'image/jpeg', bytes: await aPhoto() }),
    uploadAndWait(ada, { fileName: 'page.pdf', contentType: 'application/pdf', bytes: aPdf() }),
  ]);
  const attachmentIds = [photo.id, pdf.id];
  await ada.call('POST', `/conversations/${conversationId}/messages`, { content: '', attachmentIds });
}, 90_000);

const asked = (person: Person, path: string, headers: Record<string, string> = {}) =>
  fetch(`${endpoints().http}${path}`, {
    redirect: 'manual',
    headers: { authorization: `Bearer ${person.token}`, ...headers },
  });

const linkOf = async (person: Person, mediaId: string, query = ''): Promise<string> => {
  const path = `/api/v1/media/${mediaId}/download${query}`;
  const answer = await asked(person, path, { accept: 'application/json' });
  expect(answer.status).toBe(200);
  const { url, expiresIn } = (await answer.json()) as { url: string; expiresIn: number };
  expect(expiresIn).toBe(300);
  return url;
};

describe('a download', () => {
  it('leads to the file by redirection, or says where it is', async () => {
    const path = `/api/v1/media/${photo.id}/download?rendition=thumbnail.webp`;
    const redirection = await asked(ben, path);
    expect([redirection.status, redirection.headers.get('cache-control')]).toEqual([302, 'no-store']);
    const thumbnail = await fetch(String(redirection.headers.get('location')));
    expect([thumbnail.status, thumbnail.headers.get('content-type')]).toEqual([200, 'image/webp']);
    expect(await sharp(await thumbnail.arrayBuffer()).metadata()).toMatchObject({ width: 171, height: 256 });
    expect((await fetch(await linkOf(ada, photo.id, '?rendition=medium.avif'))).headers.get('content-type')).toBe(
      'image/avif',
    );
  });

  it('of an image without a rendition is all of it, without what it said of who and where', async () => {
    const answer = await fetch(await linkOf(ben, photo.id));
    expect(answer.headers.get('content-type')).toBe('image/jpeg');
    expect(answer.headers.get('content-disposition')).toBe("inline; filename*=UTF-8''Ferien%20am%20M%C3%BCritzsee.jpg");
    const bytes = Buffer.from(await answer.arrayBuffer());
    const { width, height, exif, orientation } = await sharp(bytes).metadata();
    expect([width, height, exif, orientation]).toEqual([800, 1200, undefined, undefined]);
  });

  it('of a document is what was uploaded, and nothing that a browser shows', async () => {
    const answer = await fetch(await linkOf(ben, pdf.id));
    expect(answer.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''page.pdf");
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(aPdf());
  });

  it('is for those alone who may see the file, when it is ready', async () => {
    const status = async (person: Person, mediaId: string, query = '') =>
      (await asked(person, `/api/v1/media/${mediaId}/download${query}`)).status;
    expect([await status(eve, photo.id), await status(foreigner, photo.id)]).toEqual([404, 404]);
    expect(await status(ada, photo.id, '?rendition=full')).toBe(404);
    expect(await status(ada, photo.id, '?rendition=../x')).toBe(404);
    expect(await status(ada, (await announce(ada, aText('x'))).mediaId)).toBe(404);
    expect(await status(ada, (await uploadAndWait(ada, aText(''))).id)).toBe(404);
    // Nobody gets at what has only just arrived, nor at anything without a signature.
    const [plain = ''] = (await linkOf(ada, photo.id)).split('?');
    expect((await fetch(plain)).status).toBe(403);
    expect((await fetch(plain.replace('/media/', '/uploads/').replace(/\/full$/, ''))).status).toBe(403);
  });
});

describe('a picture of a person', () => {
  it('is an image of their own that is ready, and seen by people of the tenant', async () => {
    for (const id of [pdf.id, 'nothing', (await announce(ada, aText('x'))).mediaId]) {
      const { status, body } = await ada.call('PATCH', '/users/me', { avatarMediaId: id });
      expect([status, body.errors]).toEqual([400, [expect.objectContaining({ path: 'avatarMediaId' })]]);
    }
    expect((await ben.call('PATCH', '/users/me', { avatarMediaId: photo.id })).status).toBe(400);
    const { body: me } = await ada.call<{ avatarUrl: string }>('PATCH', '/users/me', { avatarMediaId: photo.id });
    expect((await ada.call('GET', '/users/me')).body.avatarUrl).toBe(me.avatarUrl);
    expect((await eve.call('GET', `/users/${ada.id}`)).body.avatarUrl).toBe(me.avatarUrl);
    const found = await eve.call<{ items: { id: string; avatarUrl?: string }[] }>('GET', '/users?query=ada');
    expect(found.body.items).toEqual([expect.objectContaining({ id: ada.id, avatarUrl: me.avatarUrl })]);
    const direct = await eve.startConversation([ada], 'direct');
    expect(direct.peer).toEqual({ id: ada.id, displayName: 'ada', avatarUrl: me.avatarUrl });

    const { body: members } = await eve.call<{ items: object[] }>('GET', `/conversations/${direct.id}/members`);
    expect(members.items).toContainEqual(expect.objectContaining({ userId: ada.id, avatarUrl: me.avatarUrl }));

    const shown = await asked(eve, me.avatarUrl);
    expect(shown.status).toBe(302);
    expect((await fetch(String(shown.headers.get('location')))).headers.get('content-type')).toBe('image/webp');
    expect((await asked(foreigner, me.avatarUrl)).status).toBe(404);

    const { status, body: without } = await ada.call('PATCH', '/users/me', { avatarMediaId: null });
    expect([status, 'avatarUrl' in without]).toEqual([200, false]);
    expect('avatarUrl' in (await eve.call('GET', `/users/${ada.id}`)).body).toBe(false);
    expect((await asked(eve, me.avatarUrl)).status).toBe(404);
  });
});

describe('the sweep of files', () => {
  const table = () => output('ChatTableName');
  const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
  /** Lets a file be older than it is, and the sweep due. */
  const age = async (mediaId: string, hours: number): Promise<void> => {
    const [tenantId, id] = [tenant as TenantId, mediaId as MediaId];
    await tables().send(
      new UpdateCommand({
        TableName: table(),
        Key: keys.media(tenantId, id),
        UpdateExpression: 'SET createdAt = :then',
        ExpressionAttributeValues: { ':then': hoursAgo(hours) },
      }),
    );
    const entry = { tenantId, mediaId: id, since: hoursAgo(hours), dueAt: hoursAgo(1) };
    await tables().send(new PutCommand({ TableName: table(), Item: { ...keys.unattached(entry), ...entry } }));
  };
  const status = async (mediaId: string) => (await ada.call('GET', `/media/${mediaId}`)).status;

  it('forgets what was never sent, with its bytes, and leaves what is in a message or seen as somebody alone', async () => {
    const [announced, fresh] = [(await announce(ada, aText('never sent'))).mediaId, await upload(ada, aText('fresh'))];
    const orphan = await uploadAndWait(ada, aText('sent to nobody'));
    const link = await linkOf(ada, orphan.id);
    expect((await fetch(link)).status).toBe(200);
    await Promise.all([age(announced, 2), age(fresh, 2), age(orphan.id, 25), age(photo.id, 25), age(pdf.id, 25)]);

    await invokeFunction('sweep-media', {});
    expect([await status(announced), await status(orphan.id)]).toEqual([404, 404]);
    expect((await fetch(link)).status).toBe(404);
    expect([await status(fresh), await status(photo.id), await status(pdf.id)]).toEqual([200, 200, 200]);
  });

  it('rejects what is in a message and never came', async () => {
    const { mediaId } = await announce(ada, aText('never sent'));
    const { id } = await ada.startConversation([ben]);
    await ada.call('POST', `/conversations/${id}/messages`, { content: 'wait', attachmentIds: [mediaId] });
    await age(mediaId, 2);
    await invokeFunction('sweep-media', {});
    expect(await mediaOf(ben, mediaId)).toMatchObject({ status: 'rejected', reason: 'ABANDONED' });
  });
});
