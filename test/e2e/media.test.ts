import { randomUUID } from 'node:crypto';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TenantId } from '../../functions/contract/identifiers.ts';
import type { Media } from '../../functions/contract/media.ts';
import type { Message } from '../../functions/contract/messages.ts';
import { tenantStorageBytes } from '../../functions/domain/media/media-limits.ts';
import { keys } from '../../functions/platform/keys.ts';
import { tables } from './support/cloud.ts';
import { invokeFunction } from './support/deployed-functions.ts';
import { output } from './support/endpoints.ts';
import { announce, aText, mediaOf, sendForm, upload, uploadAndWait } from './support/files.ts';
import { aTenant, Person } from './support/person.ts';
import type { Socket } from './support/socket.ts';

const tenant = aTenant();
let ada: Person;
let ben: Person;
let eve: Person;
let foreigner: Person;
let ofAda: Socket;
let ofBen: Socket;
let conversationId: string;

beforeAll(async () => {
  [ada, ben, eve, foreigner] = await Promise.all([
    Person.register('ada', tenant),
    Person.register('ben', tenant),
    Person.register('eve', tenant),
    Person.register('fritz', aTenant()),
  ]);
  [ofAda, ofBen] = await Promise.all([ada.connect(), ben.connect()]);
  conversationId = (await ada.startConversation([ben])).id;
}, 60_000);
afterAll(() => Promise.all([ofAda, ofBen].map((socket) => socket.close())));

const usedBytes = async (): Promise<number> => {
  const Key = keys.storage(tenant as TenantId);
  const { Item } = await tables().send(new GetCommand({ TableName: output('ChatTableName'), Key }));
  return Item?.usedBytes ?? 0;
};

describe('an upload', () => {
  it('that is gone when it is looked at is rejected as another one, under the rights that the function has', async () => {
    const { mediaId } = await announce(ada, aText('gone'));
    const object = { key: `uploads/${tenant}/${mediaId}`, size: 4, etag: '0'.repeat(32) };
    await invokeFunction('process-upload', { id: randomUUID(), detail: { bucket: { name: 'any' }, object } });
    expect(await mediaOf(ada, mediaId)).toMatchObject({ status: 'rejected' });
  }, 60_000);

  it('is announced, sent with its form, looked at, and told of', async () => {
    const before = await usedBytes();
    const file = aText('grüße', { conversationId });
    const form = await announce(ada, file);
    expect(form).toMatchObject({ mediaId: expect.any(String), expiresIn: 900 });
    expect(await mediaOf(ada, form.mediaId)).toEqual({
      id: form.mediaId,
      status: 'pending',
      kind: 'document',
      fileName: 'notes.txt',
      contentType: 'text/plain',
      size: 7,
      renditions: [],
    });
    expect(await usedBytes()).toBe(before + 7);

    expect(await sendForm(form, file.bytes)).toBe(204);
    const { media } = await ofAda.frame((frame) => frame.type === 'media.ready');
    expect(media).toEqual(await mediaOf(ada, form.mediaId));
    expect(media).toMatchObject({ id: form.mediaId, status: 'ready' });
    expect(await usedBytes()).toBe(before + 7);
  });

  it('is refused where it is sent with more bytes, fewer, or as another type', async () => {
    const form = await announce(ada, aText('12345'));
    expect(await sendForm(form, Buffer.from('123456'))).toBeGreaterThanOrEqual(400);
    expect(await sendForm(form, Buffer.from('1234'))).toBeGreaterThanOrEqual(400);
    const { url, fields } = form.upload;
    const asPage = { ...form, upload: { url, fields: { ...fields, 'Content-Type': 'text/html' } } };
    expect(await sendForm(asPage, Buffer.from('12345'))).toBe(403);
    const elsewhere = { ...form, upload: { url, fields: { ...fields, key: `${fields.key}0` } } };
    expect(await sendForm(elsewhere, Buffer.from('12345'))).toBe(403);
    expect((await mediaOf(ada, form.mediaId)).status).toBe('pending');
  });

  it('is refused when it is announced with a type or a size that may not be', async () => {
    const ask = (over: object) =>
      ada.call('POST', '/media/upload', { fileName: 'a', contentType: 'text/plain', size: 1, ...over });
    expect(await ask({ contentType: 'text/html' })).toMatchObject({
      status: 400,
      body: { code: 'VALIDATION_FAILED', errors: [{ path: 'contentType' }] },
    });
    expect(await ask({ size: 50 * 1024 ** 2 + 1 })).toMatchObject({ status: 413, body: { code: 'TOO_LARGE' } });
    expect(await ask({ size: -1 })).toMatchObject({ status: 400, body: { errors: [{ path: 'size' }] } });
    const theirs = await eve.call('POST', '/media/upload', {
      ...{ fileName: 'a', contentType: 'text/plain', size: 1, conversationId },
    });
    expect(theirs).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  });

  it("is refused when the tenant's storage is full", async () => {
    const Key = keys.storage(tenant as TenantId);
    const before = await usedBytes();
    const set = (used: number) =>
      tables().send(new PutCommand({ TableName: output('ChatTableName'), Item: { ...Key, usedBytes: used } }));
    await set(tenantStorageBytes - 3);
    const ask = (size: number) => ada.call('POST', '/media/upload', { fileName: 'a', contentType: 'text/plain', size });
    expect(await ask(4)).toMatchObject({ status: 403, body: { code: 'QUOTA_EXCEEDED' } });
    expect((await ask(3)).status).toBe(201);
    await set(before);
  });

  it.each([
    ['a lie', 'picture.png', 'image/png', Buffer.from('%PDF-1.7\n%%EOF'), 'TYPE_MISMATCH'],
    [
      'a program',
      'notes.txt',
      'text/plain',
      Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0]),
      'TYPE_NOT_ACCEPTED',
    ],
    ['nothing', 'notes.txt', 'text/plain', Buffer.alloc(0), 'EMPTY'],
  ])(
    'of %s is rejected with its reason, and gives its bytes back',
    async (_what, fileName, contentType, bytes, reason) => {
      const before = await usedBytes();
      const media = await uploadAndWait(ada, { fileName, contentType, bytes });
      expect(media).toMatchObject({ status: 'rejected', reason, renditions: [] });
      await ofAda.frame((frame) => frame.type === 'media.rejected' && (frame.media as Media).id === media.id);
      expect(await usedBytes()).toBe(before);
    },
  );
});

describe('a file', () => {
  it('is seen by its uploader and by members of conversations that it is for or attached in, and by nobody else', async () => {
    const own = await upload(ada, aText('own'));
    const status = async (person: Person, mediaId: string) => (await person.call('GET', `/media/${mediaId}`)).status;
    const all = (mediaId: string) => Promise.all([ada, ben, eve, foreigner].map((person) => status(person, mediaId)));
    expect(await all(own)).toEqual([200, 404, 404, 404]);
    expect(await all(await upload(ada, aText('ours', { conversationId })))).toEqual([200, 200, 404, 404]);

    const { body: message } = await ada.call<Message>('POST', `/conversations/${conversationId}/messages`, {
      ...{ content: '', attachmentIds: [own] },
    });
    expect(await all(own)).toEqual([200, 200, 404, 404]);
    expect((await ada.call('DELETE', `/messages/${message.id}`)).status).toBe(204);
    expect(await all(own)).toEqual([200, 404, 404, 404]);
    // One that was announced for the conversation goes with its message all the same.
    const announced = await upload(ada, aText('ours, and sent', { conversationId }));
    const { body: sent } = await ada.call<Message>('POST', `/conversations/${conversationId}/messages`, {
      ...{ content: '', attachmentIds: [announced] },
    });
    expect(await all(announced)).toEqual([200, 200, 404, 404]);
    expect((await ada.call('DELETE', `/messages/${sent.id}`)).status).toBe(204);
    expect(await all(announced)).toEqual([200, 404, 404, 404]);
  });
});

describe('a message with attachments', () => {
  const history = async (person: Person) =>
    (await person.call<{ items: Message[] }>('GET', `/conversations/${conversationId}/messages?limit=100`)).body.items;

  it('has them wherever it is shown, as they are then, over HTTP and WebSocket alike', async () => {
    const form = await announce(ada, aText('later'));
    const ready = await uploadAndWait(ada, aText('at once'));
    const attachmentIds = [ready.id, form.mediaId];
    const pending = await mediaOf(ada, form.mediaId);

    const { body: overHttp, status } = await ada.call<Message>('POST', `/conversations/${conversationId}/messages`, {
      ...{ content: '', attachmentIds, clientMessageId: 'over http' },
    });
    expect([status, overHttp.attachments]).toEqual([201, [ready, pending]]);
    const ack = await ofAda.ask('message.send', {
      ...{ conversationId, content: 'look', attachmentIds, clientMessageId: 'over ws' },
    });
    expect(ack).toMatchObject({ type: 'ack', message: { attachments: [ready, pending] } });
    for (const clientMessageId of ['over http', 'over ws']) {
      const frame = await ofBen.frame((one) => one.clientMessageId === clientMessageId);
      expect(frame).toMatchObject({ type: 'message.created', attachments: [{ id: ready.id }, { id: pending.id }] });
    }

    // When the second one arrives
    expect(await sendForm(form, Buffer.from('later'))).toBe(204);
    const { media } = await ofBen.frame(
      (one) => one.type === 'media.ready' && (one.media as Media).id === form.mediaId,
    );
    expect(media).toMatchObject({ status: 'ready' });

    // Then it is ready in what was sent before
    const now = [ready, await mediaOf(ben, form.mediaId)];
    for (const { attachments } of (await history(ben)).slice(-2)) expect(attachments).toEqual(now);
    const { body: synced } = await ben.call<{ messages: Message[] }>(
      'GET',
      `/conversations/${conversationId}/sync?afterSequence=${overHttp.sequenceNumber - 1}&afterChange=0`,
    );
    expect(synced.messages.map(({ attachments }) => attachments)).toEqual([now, now]);
    const inbox = await ben.call<{ items: { lastMessage: Message }[] }>('GET', '/conversations');
    expect(inbox.body.items[0]?.lastMessage.attachments).toEqual(now);
    // An edit may leave them alone with nothing said.
    const edited = await ada.call<Message>('PUT', `/messages/${(ack.message as Message).id}`, { content: '' });
    expect([edited.status, edited.body.attachments]).toEqual([200, now]);
    const updated = await ofBen.frame((one) => one.type === 'message.updated');
    expect((updated.message as Message).attachments).toEqual(now);

    // And a repeat is the first message
    const again = await ada.call<Message>('POST', `/conversations/${conversationId}/messages`, {
      ...{ content: '', attachmentIds, clientMessageId: 'over http' },
    });
    expect([again.status, again.body.id, again.body.attachments]).toEqual([200, overHttp.id, now]);

    // And a deletion takes them out
    expect((await ada.call('DELETE', `/messages/${overHttp.id}`)).status).toBe(204);
    const deleted = await ofBen.frame((one) => one.type === 'message.deleted' && one.conversationId === conversationId);
    expect(deleted.message).toMatchObject({ deleted: true, attachments: [] });
    expect((await history(ben)).find(({ id }) => id === overHttp.id)?.attachments).toEqual([]);
  });

  it('may have no file but one of its sender that was not rejected', async () => {
    const [bens, foreign] = [await announce(ben, aText('x')), await announce(foreigner, aText('x'))];
    const rejected = await uploadAndWait(ada, aText(''));
    const before = (await history(ada)).length;
    for (const id of [bens.mediaId, foreign.mediaId, rejected.id, 'nothing']) {
      const refused = { code: 'VALIDATION_FAILED', errors: [{ path: 'attachmentIds' }] };
      const overHttp = await ada.call('POST', `/conversations/${conversationId}/messages`, {
        ...{ content: 'x', attachmentIds: [id] },
      });
      expect(overHttp).toMatchObject({ status: 400, body: refused });
      const frame = await ofAda.ask('message.send', {
        ...{ conversationId, content: 'x', clientMessageId: id, attachmentIds: [id] },
      });
      expect(frame).toMatchObject({ type: 'error', ...refused });
    }
    expect(await history(ada)).toHaveLength(before);
    const own = await announce(ada, aText('x'));
    const elsewhere = await eve.call('POST', `/conversations/${conversationId}/messages`, {
      ...{ content: 'x', attachmentIds: [own.mediaId] },
    });
    expect(elsewhere.status).toBe(404);
  });

  it('that says nothing and has none is refused', async () => {
    const { status, body } = await ada.call('POST', `/conversations/${conversationId}/messages`, {
      ...{ content: '', attachmentIds: [] },
    });
    expect([status, body.errors]).toEqual([400, [expect.objectContaining({ path: 'content' })]]);
  });
});
