import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { TenantId } from '../../functions/contract/identifiers.ts';
import type { Message } from '../../functions/contract/messages.ts';
import type { ConversationHitPage } from '../../functions/contract/search.ts';
import { ageMessage } from './support/age-message.ts';
import { changedFunctions, invokeFunction } from './support/deployed-functions.ts';
import { eventually } from './support/eventually.ts';
import { announce, aText, mediaOf, sendForm, uploadAndWait } from './support/files.ts';
import { aTenant, call, Person } from './support/person.ts';
import { found, loseIndex, rebuildIndex, searching, startSearch, stopSearch, textsFound } from './support/search.ts';

const tenant = aTenant();
let ada: Person;
let bob: Person;
let eve: Person;
let stranger: Person;

beforeAll(async () => {
  [ada, bob, eve, stranger] = [
    await Person.register('ada', tenant),
    await Person.register('bob', tenant),
    await Person.register('eve', tenant),
    await Person.register('stranger', aTenant()),
  ];
}, 60_000);

const pause = async (ms: number): Promise<undefined> => {
  await new Promise((wake) => setTimeout(wake, ms));
};

const send = async (person: Person, conversationId: string, content: string): Promise<Message> => {
  const { status, body } = await person.call<Message>('POST', `/conversations/${conversationId}/messages`, { content });
  if (status !== 201) throw new Error(`cannot send: ${JSON.stringify(body)}`);
  return body;
};

describe('a search', () => {
  it('finds what was sent, and shows where', async () => {
    const { id } = await ada.startConversation([bob]);
    const message = await send(bob, id, 'The <b>fission</b> of uranium');
    await found(ada, 'fission uranium');
    const { body } = await searching(ada, { q: 'fissio', conversation_id: id });
    expect(body.items).toEqual([
      {
        message,
        highlights: ['The &lt;b&gt;<mark>fission</mark>&lt;&#x2F;b&gt; of uranium'],
        score: expect.any(Number),
      },
    ]);
    expect(body.nextCursor).toBeNull();
  });

  it('finds nothing for who is no member, nor for who is of another tenant, whatever is asked', async () => {
    const { id } = await ada.startConversation([bob]);
    await send(ada, id, 'quasiparticle');
    expect(await found(bob, 'quasiparticle')).toEqual(['quasiparticle']);
    for (const outsider of [eve, stranger]) {
      for (const q of ['quasiparticle', `in:${id} quasiparticle`, `* OR tenantId:${tenant}`, `"} quasiparticle {"`]) {
        expect([q, await textsFound(outsider, q)]).toEqual([q, []]);
      }
      expect((await searching(outsider, { q: 'quasiparticle', conversation_id: id })).status).toBe(404);
    }
  });

  it('finds nothing any more at the moment in which somebody is removed', async () => {
    const { id } = await ada.startConversation([bob, eve]);
    await send(ada, id, 'magnetohydrodynamics');
    expect(await found(eve, 'magnetohydrodynamics')).toHaveLength(1);
    await ada.call('DELETE', `/conversations/${id}/members/${eve.id}`);
    expect(await textsFound(eve, 'magnetohydrodynamics')).toEqual([]);
    expect(await textsFound(bob, 'magnetohydrodynamics')).toHaveLength(1);
  });

  it('finds an edited message by its new text alone, and a deleted one not at all', async () => {
    const { id } = await ada.startConversation([bob]);
    const edited = await send(ada, id, 'spectrograph calibration');
    const deleted = await send(ada, id, 'spectrograph disposal');
    await eventually(async () => ((await textsFound(bob, 'spectrograph')).length === 2 ? true : undefined));
    await ada.call('PUT', `/messages/${edited.id}`, { content: 'interferometer calibration' });
    await ada.call('DELETE', `/messages/${deleted.id}`);
    // At once: the index may be late, and what is shown is read anew.
    expect(await textsFound(bob, 'spectrograph')).toEqual([]);
    expect(await found(bob, 'interferometer')).toEqual(['interferometer calibration']);
    expect(await textsFound(bob, 'spectrograph')).toEqual([]);
  });

  it("finds conversations by their title and by the other one's name, as they are now, and nobody else's", async () => {
    const { id: lab } = await ada.startConversation([bob]);
    await ada.call('PATCH', `/conversations/${lab}`, { title: 'Kaiser Wilhelm Institut' });
    const { id: direct } = await ada.startConversation([bob], 'direct');
    const conversationsFound = async (person: Person, q: string) => {
      const { body } = await person.call<ConversationHitPage>(
        'GET',
        `/search/conversations?q=${encodeURIComponent(q)}`,
      );
      return body.items.map(({ conversation, highlights }) => [conversation.id, highlights]);
    };
    const eventuallyFound = (person: Person, q: string) =>
      eventually(async () => {
        const found = await conversationsFound(person, q);
        return found.length > 0 ? found : undefined;
      });
    expect(await eventuallyFound(bob, 'wilhelm inst')).toEqual([
      [lab, ['Kaiser <mark>Wilhelm</mark> <mark>Institut</mark>']],
    ]);
    expect(await eventuallyFound(ada, 'bob')).toEqual([[direct, ['<mark>bob</mark>']]]);
    expect(await eventuallyFound(bob, 'ada')).toEqual([[direct, ['<mark>ada</mark>']]]);
    // Nobody finds it by their own name.
    expect(await conversationsFound(ada, 'ada')).toEqual([]);
    expect(await conversationsFound(eve, 'wilhelm')).toEqual([]);
    await ada.call('PATCH', `/conversations/${lab}`, { title: 'Max Planck Institut' });
    expect(await conversationsFound(bob, 'wilhelm')).toEqual([]);
    expect(await eventuallyFound(bob, 'planck')).toHaveLength(1);
    const message = await send(ada, lab, 'chain reaction');
    await found(bob, 'reaction');
    expect((await searching(bob, { q: 'reaction in:planck from:ada' })).body.items[0]?.message).toEqual(message);
    expect(await textsFound(bob, 'reaction in:planck from:bob')).toEqual([]);
  });

  it('finds a direct conversation by the name that the other one has by now, and no longer by the old one', async () => {
    const [hahn, frau] = [await Person.register('hahn', tenant), await Person.register('meitner', tenant)];
    const { id } = await frau.startConversation([hahn], 'direct');
    const { id: group } = await frau.startConversation([hahn]);
    await frau.call('PATCH', `/conversations/${group}`, { title: 'letters to hahn' });
    const idsFound = async (q: string) => {
      const query = new URLSearchParams({ q });
      const { body } = await frau.call<ConversationHitPage>('GET', `/search/conversations?${query}`);
      return body.items.map(({ conversation }) => conversation.id);
    };
    const until = (q: string, wanted: readonly string[]) =>
      eventually(async () => (String((await idsFound(q)).sort()) === String([...wanted].sort()) ? true : undefined));
    await until('hahn', [id, group]);
    for (const displayName of ['Otto', 'Otto Frisch', 'Strassmann']) {
      expect((await hahn.call('PATCH', '/users/me', { displayName })).status).toBe(200);
    }
    await until('strassmann', [id]);
    await until('hahn', [group]);
    await until('otto', []);
    const message = await send(hahn, id, 'barium in uranium');
    await found(frau, 'barium');
    expect((await searching(frau, { q: 'barium in:strassmann' })).body.items[0]?.message).toEqual(message);
  });

  it('refuses what it can not read, by its field', async () => {
    for (const [query, path] of [
      [{ q: '' }, 'q'],
      [{ q: 'x before:yesterday' }, 'q'],
      [{ q: 'x', after: '24.11.2026' }, 'after'],
      [{ q: 'x', cursor: 'none' }, 'cursor'],
      [{ q: 'x', cursor: Buffer.from('[1,1.5,"x"]').toString('base64url') }, 'cursor'],
      [{ q: 'in:lab '.repeat(6) }, 'q'],
      [{ q: 'x '.repeat(101) }, 'q'],
      [{ q: 'x', has: 'luck' }, 'has'],
    ] as const) {
      const { status, body } = await searching(ada, query);
      expect([status, (body as unknown as { errors: { path: string }[] }).errors[0]?.path]).toEqual([400, path]);
    }
  });
});

describe('the name of a file', () => {
  it('finds the message that carries it, once it is ready, until it is deleted, and for its members alone', async () => {
    const { id } = await ada.startConversation([bob]);
    const file = aText('barium', { fileName: 'Barium_Spectrum-2026.txt' });
    const form = await announce(ada, file);
    const sent = await ada.call<Message>('POST', `/conversations/${id}/messages`, {
      ...{ content: 'our latest measurement', attachmentIds: [form.mediaId] },
    });
    expect(await found(bob, '"latest measurement" has:file')).toEqual(['our latest measurement']);
    expect(await textsFound(bob, 'barium spectrum')).toEqual([]);

    await sendForm(form, file.bytes);
    expect(await found(bob, 'barium_spectrum-2026.txt')).toEqual(['our latest measurement']);
    const { body } = await searching(bob, { q: 'latest barium spec' });
    expect(body.items[0]).toMatchObject({ message: { attachments: [{ id: form.mediaId, status: 'ready' }] } });
    expect(body.items[0]?.highlights.join()).toContain('<mark>');
    expect(await textsFound(eve, 'barium')).toEqual([]);
    expect(await textsFound(stranger, 'barium')).toEqual([]);

    await ada.call('DELETE', `/messages/${sent.body.id}`);
    expect(await textsFound(bob, 'barium')).toEqual([]);
  });

  it('is found in a message that is sent with it when it is ready, and never of a file that was rejected', async () => {
    const { id } = await ada.startConversation([bob]);
    const ready = await uploadAndWait(ada, aText('strontium', { fileName: 'strontium.txt' }));
    const bad = await announce(ada, aText('', { fileName: 'caesium.txt' }));
    await ada.call('POST', `/conversations/${id}/messages`, { content: '', attachmentIds: [ready.id, bad.mediaId] });
    await sendForm(bad, new Uint8Array());
    expect(await found(bob, 'strontium')).toEqual(['']);
    await eventually(async () => ((await mediaOf(ada, bad.mediaId)).status === 'rejected' ? true : undefined));
    const marker = await send(ada, id, 'caesium is not found by the file');
    expect(await found(bob, 'caesium')).toEqual([marker.content]);
  });
});

describe('while OpenSearch is away', () => {
  const count = 120;

  it('sending goes on, search says when to come back, and all is found afterwards', async () => {
    const { id } = await ada.startConversation([bob]);
    await send(ada, id, 'outage before');
    await found(bob, 'outage');
    const sends = async (from: number, to: number) => {
      for (let number = from; number < to; number += 10) {
        await Promise.all(
          Array.from({ length: 10 }, (_, index) => send(ada, id, `outage number${number + index} of ${count}`)),
        );
      }
    };
    await sends(0, 40);
    await stopSearch();
    await sends(40, 80);
    const { status, headers, body } = await searching(bob, { q: 'outage' });
    expect([status, Number(headers.get('retry-after')) > 0, (body as unknown as { code: string }).code]).toEqual([
      503,
      true,
      'UNAVAILABLE',
    ]);
    const health = await eventually(async () => {
      const answer = await call<{ status: string; services: Record<string, { status: string }> }>('GET', '/health');
      return answer.body.status === 'ok' ? undefined : answer;
    });
    expect([health.status, health.body.status, health.body.services.search?.status]).toEqual([200, 'degraded', 'down']);
    await startSearch();
    await sends(80, count);
    const wanted = Array.from({ length: count }, (_, number) => `outage number${number} of ${count}`).sort();
    const all = await eventually(async () => {
      // A page repeats what moved on to it, while others are being indexed.
      const texts = new Set<string>();
      let cursor: string | null | undefined;
      do {
        const page = await searching(bob, {
          q: `"of ${count}"`,
          limit: '50',
          conversation_id: id,
          ...(cursor && { cursor }),
        });
        // Too often within some seconds is refused.
        if (page.status !== 200) return pause(2_000);
        for (const { message } of page.body.items) texts.add(message.content);
        cursor = page.body.nextCursor;
      } while (cursor);
      return texts.size >= count ? [...texts].sort() : pause(2_000);
    }, 120_000);
    expect(all).toEqual(wanted);
  }, 240_000);
});

describe('a message of which the indexer was never told', () => {
  const { change, repair } = changedFunctions();
  afterEach(repair);

  it('is found all the same, once the inspection came by on its schedule', async () => {
    const { id } = await ada.startConversation([bob]);
    await send(ada, id, 'isotope one');
    await found(bob, 'isotope');
    await change('publish-changes', { EVENT_BUS: 'nowhere' });
    const { conversationId, sequenceNumber } = await send(ada, id, 'isotope two');
    await ageMessage({ tenantId: tenant as TenantId, conversationId, sequenceNumber });
    expect(await textsFound(bob, 'isotope')).toEqual(['isotope one']);
    await invokeFunction('inspect-recent', {});
    expect(await found(bob, '"isotope two"')).toEqual(['isotope two']);
  }, 120_000);
});

describe('an index that was lost', () => {
  it('is built anew from the table', async () => {
    const { id } = await ada.startConversation([bob]);
    await send(ada, id, 'reconstruction');
    await found(bob, 'reconstruction');
    await loseIndex();
    expect(await textsFound(bob, 'reconstruction')).toEqual([]);
    await rebuildIndex();
    expect(await found(bob, 'reconstruction')).toEqual(['reconstruction']);
  }, 240_000);
});
