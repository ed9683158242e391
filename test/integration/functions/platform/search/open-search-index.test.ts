import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ConversationId, TenantId, UserId } from '../../../../../functions/contract/identifiers.ts';
import type { Message } from '../../../../../functions/contract/messages.ts';
import { systemClock } from '../../../../../functions/domain/clock.ts';
import { Invalid, Unavailable } from '../../../../../functions/domain/errors.ts';
import { messageIdOf } from '../../../../../functions/domain/messages/message-id.ts';
import { parseSearchText } from '../../../../../functions/domain/search/parse-search-text.ts';
import type { IndexEntry, MessageSearch } from '../../../../../functions/domain/search/search-index.ts';
import { decodePosition, encodePosition } from '../../../../../functions/domain/search/search-position.ts';
import { indexDefinition } from '../../../../../functions/platform/search/index-definition.ts';
import { IndexLifecycle } from '../../../../../functions/platform/search/index-lifecycle.ts';
import { OpenSearch } from '../../../../../functions/platform/search/open-search.ts';
import { OpenSearchIndex } from '../../../../../functions/platform/search/open-search-index.ts';
import { anOpenSearch } from '../../../../builders/open-search.ts';

const acme = 'acme' as TenantId;
const noCredentials = () => Promise.reject(new Error('nothing is signed here'));
let stop: (() => Promise<void>) | undefined;
let openSearch: OpenSearch;
let index: OpenSearchIndex;

beforeAll(async () => {
  const started = await anOpenSearch();
  stop = started.stop;
  openSearch = new OpenSearch({ endpoint: started.endpoint, service: 'plain' }, noCredentials);
  index = new OpenSearchIndex(openSearch, { routes: true, clock: systemClock });
}, 120_000);

afterAll(() => stop?.());

const aConversation = () => randomUUID() as ConversationId;

const entry = (
  conversationId: ConversationId,
  sequenceNumber: number,
  content: string,
  over: Partial<Message> & { tenantId?: TenantId } = {},
): IndexEntry => {
  const { tenantId = acme, ...fields } = over;
  const message = {
    id: messageIdOf({ conversationId, sequenceNumber }),
    conversationId,
    sequenceNumber,
    content,
    senderId: 'lise' as UserId,
    revision: 1,
    timestamp: '2026-11-24T12:00:00.000Z',
    reactions: [],
    attachments: [],
    ...fields,
  } as unknown as Message;
  return { kind: 'message', key: { tenantId, conversationId, sequenceNumber }, message };
};

const refresh = () => openSearch.request({ method: 'POST', path: '/chemchat-index-*/_refresh' }, { timeoutMs: 10_000 });

const store = async (...entries: readonly IndexEntry[]) => {
  const outcomes = await index.write(entries);
  await refresh();
  return outcomes;
};

const find = (conversationId: ConversationId, text: string, over: Partial<MessageSearch> = {}) => {
  const { words, phrases } = parseSearchText(text);
  const fence = { tenantId: acme, conversationIds: [conversationId] };
  return index.findMessages({ ...fence, words, phrases, hasFile: false, limit: 20, ...over });
};

const numbers = async (...search: Parameters<typeof find>) =>
  (await find(...search)).map(({ sequenceNumber }) => sequenceNumber);

describe('the first index', () => {
  const conversationId = aConversation();
  const atOnce = () => new OpenSearchIndex(openSearch, { routes: true, clock: systemClock });
  const ask = (method: string, path: string, body?: object) =>
    openSearch.request({ method, path, ...(body && { body }) }, { timeoutMs: 10_000 });

  it('is searched by nobody before it answers, though another writer is only just making it', async () => {
    expect(await numbers(conversationId, 'uranium')).toEqual([]);
    // An index that is there, and answers nobody for as long as no node may have it.
    const settings = { 'index.routing.allocation.require._name': 'nobody' };
    await ask('PUT', '/chemchat-index-0?wait_for_active_shards=0', {
      ...indexDefinition,
      settings: {
        ...indexDefinition.settings,
        ...settings,
      },
    });
    const uranium = entry(conversationId, 1, 'uranium');
    await expect(atOnce().write([uranium])).rejects.toThrow(Unavailable);
    expect(await numbers(conversationId, 'uranium')).toEqual([]);
    await ask('PUT', '/chemchat-index-0/_settings', { 'index.routing.allocation.require._name': null });
    expect(await atOnce().write([uranium])).toEqual(['done']);
    await refresh();
    expect(await numbers(conversationId, 'uranium')).toEqual([1]);
    await ask('DELETE', '/chemchat-index-0');
  });

  it('may be made by several writers at once, and searched meanwhile', async () => {
    const writes = Array.from({ length: 5 }, (_, at) => atOnce().write([entry(conversationId, at + 1, 'uranium')]));
    const written = Promise.all(writes).then((outcomes) => ({ outcomes }));
    for (let done: object | undefined; done === undefined; ) {
      await numbers(conversationId, 'uranium');
      done = await Promise.race([written, Promise.resolve(undefined)]);
    }
    expect((await written).outcomes).toEqual(writes.map(() => ['done']));
    await refresh();
    expect((await numbers(conversationId, 'uranium')).sort()).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('what people would type', () => {
  const texts = [
    'See https://docs.example.com/guide/getting-started.html?x=1 for more',
    'Write to marie.curie+lab@uni-paris.fr or lise@example.org',
    'call getUserById(id) in snake_case_name, or std::vector<int> of C++',
    'C# and F# too',
    '東京タワーに行きました',
    '안녕하세요 세계',
    '我们明天去北京开会',
    'Well done 👍🏽 ❤️ ✅',
    'A café in the Straße, naïve as ever',
    'Привет, как дела?',
    'release v1.2.3 fixes ABC-123 (#general)',
    'Hello世界 mixed with русский текст',
    'สวัสดีครับ',
    "Marie's notes on l'uranium",
    'the fission of uranium and the fusion of hydrogen',
    'uranium fission',
  ];
  const conversationId = aConversation();

  beforeAll(async () => {
    await store(...texts.map((text, at) => entry(conversationId, at + 1, text)));
  }, 60_000);

  it.each([
    ['example.com', 1],
    ['https://docs.example.com/guide/getting-started.html?x=1', 1],
    ['docs.example.com/guide', 1],
    ['getting-started', 1],
    ['marie.curie+lab@uni-paris.fr', 2],
    ['uni-paris.fr', 2],
    ['lise@example.org', 2],
    ['getUserById', 3],
    ['getuserbyid', 3],
    ['getUser', 3],
    ['user by id', 3],
    ['snake_case_name', 3],
    ['case_name', 3],
    ['std::vector', 3],
    ['C++', 3],
    ['C#', 4],
    ['東京', 5],
    ['東京タワー', 5],
    ['タワー', 5],
    ['안녕하세요', 6],
    ['세계', 6],
    ['北京', 7],
    ['开会', 7],
    ['👍', 8],
    ['👍🏽', 8],
    ['❤', 8],
    ['❤️', 8],
    ['✅', 8],
    ['cafe', 9],
    ['cafe\u0301', 9],
    ['strasse', 9],
    ['NAIVE', 9],
    ['привет', 10],
    ['дела', 10],
    ['v1.2.3', 11],
    ['ABC-123', 11],
    ['abc 123', 11],
    ['#general', 11],
    ['世界', 12],
    ['hello', 12],
    ['русск', 12],
    ['สวัสดี', 13],
    ['marie notes', 14],
    ['hydrog', 15],
    ['hydrogne', 15],
    ['"fission of uranium"', 15],
    ['"fission of ura"', undefined],
    ['"of fission"', undefined],
    ['plutonium', undefined],
    ['東西', undefined],
  ])('%s finds it', async (text, number) => {
    expect(await numbers(conversationId, text)).toEqual(number === undefined ? [] : expect.arrayContaining([number]));
    if (number !== undefined) expect((await numbers(conversationId, text))[0]).toBe(number);
  });

  it('puts what has the words together before what has them apart', async () => {
    expect(await numbers(conversationId, 'uranium fission')).toEqual([16, 15]);
  });

  it('shows where, with all that people wrote escaped', async () => {
    const own = aConversation();
    await store(entry(own, 1, 'x <img src=x onerror=alert(1)> "polonium" & \'radium\''), entry(own, 2, 'in C++ it is'));
    expect((await find(own, 'polon'))[0]?.highlights.join('')).toContain('<mark>polonium</mark>');
    expect((await find(own, 'x*? po'))[0]?.highlights ?? []).toEqual(expect.any(Array));
    const [hit] = await find(own, 'polonium');
    expect(hit?.highlights).toEqual([expect.stringContaining('<mark>polonium</mark>')]);
    expect(hit?.highlights.join('').replaceAll(/<\/?mark>/g, '')).not.toMatch(/[<>"]/);
    expect((await find(own, 'C++'))[0]?.highlights).toEqual(['in <mark>C</mark>++ it is']);
  });
});

describe('a fence', () => {
  it('keeps tenants apart who have the same conversation, and conversations that are not named', async () => {
    const [conversationId, other] = [aConversation(), aConversation()];
    await store(
      entry(conversationId, 1, 'thorium'),
      entry(conversationId, 2, 'thorium', { tenantId: 'rival' as TenantId }),
      entry(other, 1, 'thorium'),
    );
    expect(await numbers(conversationId, 'thorium')).toEqual([1]);
    expect(await numbers(conversationId, 'thorium OR tenantId:rival', {})).toEqual([]);
  });

  it('takes more conversations than one filter can name', async () => {
    const conversationId = aConversation();
    await store(entry(conversationId, 1, 'protactinium'));
    const conversationIds = [...Array.from({ length: 70_000 }, aConversation), conversationId];
    expect(await numbers(conversationId, 'protactinium', { conversationIds })).toEqual([1]);
  }, 60_000);

  it('narrows by sender, time and files', async () => {
    const conversationId = aConversation();
    const otto = 'otto' as UserId;
    await store(
      entry(conversationId, 1, 'radon'),
      entry(conversationId, 2, 'radon', { senderId: otto, timestamp: '2026-11-25T00:00:00.000Z' }),
      entry(conversationId, 3, 'radon', { attachments: [{ id: 'm1' }] as unknown as Message['attachments'] }),
    );
    expect(await numbers(conversationId, 'radon', { senderIds: [otto] })).toEqual([2]);
    expect(await numbers(conversationId, 'radon', { from: '2026-11-25T00:00:00.000Z' })).toEqual([2]);
    expect((await numbers(conversationId, 'radon', { before: '2026-11-25T00:00:00.000Z' })).sort()).toEqual([1, 3]);
    expect(await numbers(conversationId, '', { hasFile: true })).toEqual([3]);
  });
});

describe('the name of a file', () => {
  const files = (...named: readonly (readonly [fileName: string, status: string])[]) => ({
    attachments: named.map(([fileName, status], at) => ({ id: `m${at}`, fileName, status })) as Message['attachments'],
  });
  const conversationId = aConversation();

  beforeAll(async () => {
    const named = [
      'Quarterly_Report-v2.final.pdf',
      'IMG_2041.JPG',
      'Protokoll Müllabfuhr 2026-11-24.docx',
      '会議の資料.pptx',
      'backup.tar.gz',
    ];
    await store(
      ...named.map((fileName, at) => entry(conversationId, at + 1, '', files([fileName, 'ready']))),
      entry(conversationId, 6, 'minutes of the meeting', files(['agenda.txt', 'ready'], ['votes.csv', 'ready'])),
      entry(conversationId, 7, 'coming', files(['pending.txt', 'pending'], ['processing.txt', 'processing'])),
      entry(conversationId, 8, 'bad', files(['rejected.txt', 'rejected'])),
    );
  });

  it.each([
    ['Quarterly_Report-v2.final.pdf', 1],
    ['quarterly report', 1],
    ['quart', 1],
    ['report pdf', 1],
    ['IMG_2041.jpg', 2],
    ['img 2041', 2],
    ['2041', 2],
    ['mullabfuhr', 3],
    ['"Müllabfuhr 2026-11-24"', 3],
    ['資料', 4],
    ['backup.tar.gz', 5],
    ['tar.gz', 5],
    ['votes.csv', 6],
    ['meeting agenda', 6],
    ['"meeting agenda"', undefined],
    ['"agenda votes"', undefined],
    ['pending', undefined],
    ['processing', undefined],
    ['rejected', undefined],
  ])('%s finds the message that carries it, once it is ready', async (text, number) => {
    expect((await numbers(conversationId, text))[0]).toBe(number);
  });

  it('is shown where it was found, apart from the text', async () => {
    expect((await find(conversationId, 'agenda'))[0]?.highlights).toEqual(['<mark>agenda.txt</mark>']);
    expect((await find(conversationId, 'meeting'))[0]?.highlights).toEqual(['minutes of the <mark>meeting</mark>']);
    await store(entry(conversationId, 9, '', files(['<img onerror=x>.png', 'ready'])));
    expect((await find(conversationId, 'onerror'))[0]?.highlights).toEqual(['&lt;img <mark>onerror</mark>=x&gt;.png']);
  });

  it('is found however late what was read before it was ready comes, and not after the message was deleted', async () => {
    const own = aConversation();
    const [before, after] = [
      entry(own, 1, '', files(['radium.txt', 'ready'], ['barium.txt', 'processing'])),
      entry(own, 1, '', files(['radium.txt', 'ready'], ['barium.txt', 'ready'])),
    ];
    await store(before);
    expect([await numbers(own, 'radium'), await numbers(own, 'barium')]).toEqual([[1], []]);
    await store(after);
    await store(before);
    expect([await numbers(own, 'radium'), await numbers(own, 'barium')]).toEqual([[1], [1]]);
    await store(entry(own, 1, '', { deleted: true, changeNumber: 1, revision: 2 }));
    await store(after);
    expect([await numbers(own, 'radium'), await numbers(own, 'barium')]).toEqual([[], []]);
  });
});

describe('a page', () => {
  it('goes on where the last one ended', async () => {
    const conversationId = aConversation();
    await store(...Array.from({ length: 25 }, (_, at) => entry(conversationId, at + 1, 'cobalt')));
    const seen: number[] = [];
    let after: MessageSearch['after'];
    do {
      const page = await find(conversationId, 'cobalt', { limit: 10, after });
      seen.push(...page.map(({ sequenceNumber }) => sequenceNumber));
      after = page.at(-1)?.position;
    } while (after);
    expect(seen.sort((one, other) => one - other)).toEqual(Array.from({ length: 25 }, (_, at) => at + 1));
  });
});

describe('a position that nobody was given', () => {
  it.each([
    [[1e300, 1, 'x']],
    [[-1e300, 0, '']],
    [[5e-324, Number.MAX_SAFE_INTEGER, 'x']],
    [[0, Number.MIN_SAFE_INTEGER, '\u0000']],
    [[-0, -1, '😀'.repeat(100)]],
  ])('%j is none, or is gone on from', async (values) => {
    const cursor = encodePosition(values);
    const after = decodePosition(cursor, ['number', 'integer', 'string']);
    expect(await find(aConversation(), 'cobalt', { after })).toEqual([]);
  });
});

describe('a long text', () => {
  const letters = [...'abcdefghijklmnopqrstuvwxyz'];
  /** Words of five letters, no two of them alike. */
  const words = Array.from({ length: 100 }, (_, at) => {
    const [tens, ones] = [letters[Math.floor(at / 10)], letters[at % 10]];
    return `${tens}${tens}${ones}${tens}${ones}`;
  });
  const signs = Array.from({ length: 341 }, (_, at) => String.fromCodePoint(0x4e00 + at)).join('');
  const conversationId = aConversation();

  beforeAll(async () => {
    // Each word has more others like it than are tried.
    const like = (word: string) =>
      letters.flatMap((one) => [2, 3, 4].map((place) => `${word.slice(0, place)}${one}${word.slice(place + 1)}`));
    await store(
      entry(conversationId, 1, words.join(' ')),
      entry(conversationId, 2, signs),
      ...words.map((word, at) => entry(conversationId, at + 3, like(word).join(' '))),
    );
  }, 60_000);

  it('is looked for, each word of it with others like it', async () => {
    for (const count of [1, 9, 10, 15, 30, 60, 100]) {
      expect(await numbers(conversationId, words.slice(0, count).join(' '))).toContain(1);
    }
    const misspelt = words.slice(0, 8).join(' ').replace('aacac', 'aaczc');
    expect(await numbers(conversationId, misspelt)).toContain(1);
  });

  it('of more parts than can be looked for is refused, and the next one is looked for', async () => {
    expect(await numbers(conversationId, signs.slice(0, 200))).toEqual([2]);
    for (let time = 0; time < 4; time += 1) await expect(find(conversationId, signs)).rejects.toThrow(Invalid);
    expect(await numbers(conversationId, words[0] as string)).toContain(1);
  });
});

describe('an older state', () => {
  it('does not come back over an edit or a deletion, in whatever order they come', async () => {
    const conversationId = aConversation();
    const first = entry(conversationId, 1, 'bismuth');
    const edited = entry(conversationId, 1, 'antimony', { revision: 2, changeNumber: 4 });
    const deleted = entry(conversationId, 1, '', { revision: 2, changeNumber: 7, deleted: true });
    expect(await store(edited)).toEqual(['done']);
    expect(await store(first)).toEqual(['done']);
    expect(await numbers(conversationId, 'bismuth')).toEqual([]);
    expect(await numbers(conversationId, 'antimony')).toEqual([1]);
    await store(deleted);
    await store(edited);
    await store(first);
    expect(await numbers(conversationId, 'antimony')).toEqual([]);
    expect(await numbers(conversationId, 'bismuth')).toEqual([]);
  });

  it('of a direct conversation does not come back over a new name', async () => {
    const conversationId = aConversation();
    const [lise, otto] = ['lise', 'otto'] as UserId[] as [UserId, UserId];
    const named = (displayName: string, version: number): IndexEntry => ({
      kind: 'conversation',
      key: { tenantId: acme, conversationId },
      conversation: {
        peers: [
          { userId: lise, displayName: 'Lise' },
          { userId: otto, displayName },
        ],
        version,
      },
    });
    const idsFound = async (words: string) =>
      (
        await index.findConversations({
          ...{ tenantId: acme, userId: lise, conversationIds: [conversationId], words, limit: 20 },
        })
      ).map((one) => one.conversationId);
    await store(named('Otto Robert Frisch', 2));
    await store(named('Otto Hahn', 1));
    expect([await idsFound('hahn'), await idsFound('frisch')]).toEqual([[], [conversationId]]);
  });

  it('does not come back after its conversation was deleted', async () => {
    const conversationId = aConversation();
    await store(...[1, 2, 3].map((number) => entry(conversationId, number, 'astatine')));
    const key = { tenantId: acme, conversationId };
    while ((await index.removeMessages(key)) > 0);
    await store(entry(conversationId, 2, 'astatine', { changeNumber: 9 }));
    expect(await numbers(conversationId, 'astatine')).toEqual([]);
  });
});

describe('a new index', () => {
  it('is built beside the old one, takes what is written meanwhile, and takes its place', async () => {
    const conversationId = aConversation();
    await store(entry(conversationId, 1, 'francium'));
    const lifecycle = new IndexLifecycle(openSearch);
    const begun = await lifecycle.begin('chemchat-index-new');
    expect(begun).toEqual({ name: 'chemchat-index-new', cursor: undefined });
    await lifecycle.keep(begun, 'T#acme#C#here');
    // Broken off: the next run goes on with it.
    expect(await lifecycle.begin('chemchat-index-never')).toEqual({ ...begun, cursor: 'T#acme#C#here' });

    const writer = new OpenSearchIndex(openSearch, { routes: true, clock: systemClock });
    await writer.write([entry(conversationId, 2, 'francium edited', { changeNumber: 3, revision: 2 })]);
    const rebuild = new OpenSearchIndex(openSearch, { routes: true, clock: systemClock, writesTo: begun.name });
    // What the walk over the table read before the edit.
    await rebuild.write([entry(conversationId, 1, 'francium'), entry(conversationId, 2, 'francium stale')]);
    await refresh();
    expect((await numbers(conversationId, 'francium')).sort()).toEqual([1, 2]);
    await lifecycle.replace(begun);
    expect((await numbers(conversationId, 'francium')).sort()).toEqual([1, 2]);
    expect(await numbers(conversationId, 'stale')).toEqual([]);
    expect(await lifecycle.removeOthers()).toEqual(['chemchat-index-0']);
    expect(await numbers(conversationId, '"francium edited"')).toEqual([2]);
  }, 60_000);
});

describe('an OpenSearch that does not answer', () => {
  it('is asked three times, and then not for some seconds', async () => {
    const away = new OpenSearch({ endpoint: 'http://localhost:9', service: 'plain' }, noCredentials);
    const causes: unknown[] = [];
    for (let asked = 0; asked < 4; asked += 1) {
      const error = await away.request({ method: 'GET', path: '/' }, { timeoutMs: 500 }).catch((cause) => cause);
      expect(error).toBeInstanceOf(Unavailable);
      expect((error as Unavailable).retryAfterMs).toBeGreaterThan(0);
      causes.push(((error as Unavailable).cause as Error).name);
    }
    expect(causes).toEqual([
      'ConnectionError',
      'ConnectionError',
      'ConnectionError',
      expect.not.stringContaining('Connection'),
    ]);
  });
});
