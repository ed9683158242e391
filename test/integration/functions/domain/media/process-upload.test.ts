import { writeFile } from 'node:fs/promises';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { TenantId } from '../../../../../functions/contract/identifiers.ts';
import { systemClock } from '../../../../../functions/domain/clock.ts';
import { Rejected } from '../../../../../functions/domain/media/maker.ts';
import type { MediaRecord } from '../../../../../functions/domain/media/media-store.ts';
import {
  type Arrival,
  type MediaFiles,
  type ProcessUploadDeps,
  processUpload,
} from '../../../../../functions/domain/media/process-upload.ts';
import { recordScan, type ScanVerdict } from '../../../../../functions/domain/media/record-scan.ts';
import { sweepMedia } from '../../../../../functions/domain/media/sweep-media.ts';
import { keys } from '../../../../../functions/platform/keys.ts';
import { withFolder } from '../../../../../functions/platform/media/scratch.ts';
import { MediaRepository } from '../../../../../functions/platform/repositories/media-repository.ts';
import { UnattachedRepository } from '../../../../../functions/platform/repositories/unattached-repository.ts';
import { aFile } from '../../../../builders/chat.ts';
import { aTable, localDynamo } from '../../../../builders/tables.ts';

let client: DynamoDBDocumentClient;
let table: string;
let media: MediaRepository;

// A sweep comes by everything there is.
beforeEach(async () => {
  client = localDynamo();
  table = await aTable(client);
  media = new MediaRepository(client, table);
});

/** Storage that remembers what was done with a file: what lies there of it, and how often. */
const aStorage = () => {
  const kept = new Set<string>();
  const calls = { stored: 0, discarded: 0, removed: 0 };
  const files: MediaFiles = {
    fetch: async ({ tag }, path) => {
      if (tag === 'gone') return 'replaced';
      await writeFile(path, 'bytes');
      return 'fetched';
    },
    keep: async () => {
      kept.add('original');
      return 'kept';
    },
    store: async (_record, { name }) => {
      calls.stored += 1;
      kept.add(name);
      return 100;
    },
    discard: async () => {
      calls.discarded += 1;
    },
    remove: async () => {
      calls.removed += 1;
      kept.clear();
    },
  };
  return { kept, calls, files };
};

const anUpload = async (over: Partial<MediaRecord> = {}, depsOver: Partial<ProcessUploadDeps> = {}) => {
  const record = aFile({
    ...{ tenantId: `t-${Math.random().toString(36).slice(2)}` as TenantId, status: 'pending', revision: 1 },
    ...{ kind: 'image', contentType: 'image/png', size: 5, storedBytes: 5, ...over },
  });
  expect(await media.add(record, 10 ** 9)).toEqual({ outcome: 'added' });
  const storage = aStorage();
  let making = 0;
  const main = { name: 'full', contentType: 'image/png', path: '', width: 2, height: 1 };
  const deps: ProcessUploadDeps = {
    media,
    clock: systemClock,
    files: storage.files,
    typeOf: async () => 'image/png',
    isWhole: async () => true,
    makers: {
      image: async () => {
        making += 1;
        const renditions = [{ ...main, name: 'thumbnail.webp', contentType: 'image/webp' }];
        return { width: 2, height: 1, placeholder: 'blur', main, renditions };
      },
    },
    withFolder,
    ...depsOver,
  };
  const arrival = (tag = 'a'): Arrival => ({ key: record, tag, size: 5, endAtMs: Date.now() + 10_000 });
  return {
    ...storage,
    record,
    making: () => making,
    process: (tag?: string) => processUpload(deps, arrival(tag)),
    scan: (verdict: ScanVerdict, tag = 'a') => recordScan(deps, { key: record, tag, verdict }),
    sweepAt: (hours: number) => {
      const clock = { nowMs: () => Date.parse(record.createdAt) + hours * 3_600_000 };
      const unattached = new UnattachedRepository(client, table);
      return sweepMedia({ ...deps, media, unattached, clock }, { endAtMs: Number.POSITIVE_INFINITY });
    },
    now: () => media.read(record),
    usedBytes: async (): Promise<number> => {
      const { Item } = await client.send(new GetCommand({ TableName: table, Key: keys.storage(record.tenantId) }));
      return Item?.usedBytes;
    },
  };
};

describe('a file', () => {
  it.each([['made first'], ['scanned first']])(
    'is ready when it was made and scanned, whichever comes first: %s',
    async (order) => {
      const upload = await anUpload();
      const steps = [() => upload.process(), () => upload.scan('clean')];
      const [first, second] = order === 'made first' ? steps : steps.reverse();
      expect(await first?.()).toBe('open');
      expect((await upload.now())?.status).not.toBe('ready');
      expect(upload.calls.discarded).toBe(0);
      expect(await second?.()).toBe('ready');
      expect(await upload.now()).toMatchObject({
        ...{ status: 'ready', width: 2, height: 1, placeholder: 'blur', mainName: 'full', storedBytes: 200 },
        renditions: [{ name: 'thumbnail.webp', contentType: 'image/webp', width: 2, height: 1, size: 100 }],
      });
      expect([upload.calls.discarded, await upload.usedBytes()]).toEqual([1, 200]);
    },
  );

  it('is ready when both end at the same time', async () => {
    for (let round = 0; round < 15; round += 1) {
      const upload = await anUpload();
      const outcomes = await Promise.all([upload.process(), upload.scan('clean')]);
      expect(outcomes).toContain('ready');
      expect((await upload.now())?.status).toBe('ready');
    }
  });

  it.each([
    ['malware', 'MALWARE'],
    ['unknown', 'UNSCANNABLE'],
  ] as const)(
    'is rejected with all that was made of it when its scan says %s, before and after',
    async (verdict, reason) => {
      for (const isMadeFirst of [true, false]) {
        const upload = await anUpload();
        if (isMadeFirst) await upload.process();
        expect(await upload.scan(verdict)).toBe('rejected');
        if (!isMadeFirst) expect(await upload.process()).toBe('ignored');
        expect(await upload.now()).toMatchObject({ status: 'rejected', reason, renditions: [], storedBytes: 0 });
        expect((await upload.now())?.placeholder).toBeUndefined();
        expect([[...upload.kept], await upload.usedBytes()]).toEqual([[], 0]);
        expect(await upload.scan('clean')).toBe('rejected');
      }
    },
  );

  it('whose scan finds malware while it is made keeps nothing of it', async () => {
    const isWhole = async () => {
      await racing.scan('malware');
      return true;
    };
    const racing: Awaited<ReturnType<typeof anUpload>> = await anUpload({}, { isWhole });
    expect(await racing.process()).toBe('rejected');
    expect([...racing.kept]).toEqual([]);
  });

  it('is made once however often it is told of, also at once', async () => {
    const upload = await anUpload();
    await upload.scan('clean');
    await Promise.all([upload.process(), upload.process(), upload.process()]);
    expect(await upload.process()).toBe('ignored');
    expect(await upload.now()).toMatchObject({ status: 'ready', storedBytes: 200 });
    expect([await upload.usedBytes(), [...upload.kept].sort()]).toEqual([200, ['full', 'thumbnail.webp']]);
    expect(upload.making()).toBeLessThanOrEqual(3);
  });

  it('is of the bytes that came first: others change nothing, and what is no longer there is rejected', async () => {
    const upload = await anUpload();
    await upload.process('a');
    expect(await upload.process('b')).toBe('ignored');
    expect(await upload.scan('malware', 'b')).toBe('open');
    expect(await upload.scan('clean', 'a')).toBe('ready');
    const gone = await anUpload();
    expect(await gone.process('gone')).toBe('rejected');
    expect((await gone.now())?.reason).toBe('REPLACED');
  });

  it('that fails three times is rejected, and told of as failed', async () => {
    const upload = await anUpload({}, { typeOf: async () => Promise.reject(new Error('no memory')) });
    await expect(upload.process()).rejects.toThrow('no memory');
    await expect(upload.process()).rejects.toThrow('no memory');
    expect((await upload.now())?.status).toBe('processing');
    await expect(upload.process()).rejects.toThrow('no memory');
    expect(await upload.now()).toMatchObject({ status: 'rejected', reason: 'FAILED', storedBytes: 0 });
    expect(await upload.process()).toBe('ignored');
  });

  it('that succeeds at its second try is as good as any', async () => {
    let tries = 0;
    const typeOf = async () => {
      tries += 1;
      if (tries === 1) throw new Error('once');
      return 'image/png';
    };
    const upload = await anUpload({}, { typeOf });
    await expect(upload.process()).rejects.toThrow('once');
    await upload.scan('clean');
    expect(await upload.process()).toBe('ready');
  });

  it('that its maker rejects is rejected for that, and gives its bytes back', async () => {
    const image = async () => Promise.reject(new Rejected('TOO_MANY_PIXELS'));
    const upload = await anUpload({}, { makers: { image } });
    expect(await upload.process()).toBe('rejected');
    expect(await upload.now()).toMatchObject({ status: 'rejected', reason: 'TOO_MANY_PIXELS' });
    expect(await upload.usedBytes()).toBe(0);
  });

  it('of a document is kept as it is', async () => {
    const upload = await anUpload(
      { kind: 'document', contentType: 'application/pdf' },
      { typeOf: async () => 'application/pdf' },
    );
    await upload.scan('clean');
    expect(await upload.process()).toBe('ready');
    expect([[...upload.kept], upload.calls.removed]).toEqual([['original'], 0]);
    expect((await upload.now())?.mainName).toBeUndefined();
  });

  it('that nobody announced is discarded', async () => {
    const upload = await anUpload();
    await media.forget((await upload.now()) as MediaRecord);
    expect(await upload.process()).toBe('ignored');
    expect(upload.calls.discarded).toBe(1);
  });
});

describe('the sweep', () => {
  it('forgets what never came after an hour, and gives its bytes back', async () => {
    const upload = await anUpload();
    await upload.sweepAt(0.9);
    expect((await upload.now())?.status).toBe('pending');
    await upload.sweepAt(1.1);
    expect([await upload.now(), await upload.usedBytes(), upload.calls.removed]).toEqual([undefined, 0, 1]);
  });

  it('forgets what is in no message after a day, and not before', async () => {
    const upload = await anUpload();
    await upload.scan('clean');
    await upload.process();
    await upload.sweepAt(2);
    await upload.sweepAt(23);
    expect((await upload.now())?.status).toBe('ready');
    await upload.sweepAt(25);
    expect([await upload.now(), [...upload.kept], await upload.usedBytes()]).toEqual([undefined, [], 0]);
  });

  it('gives up what is being looked at for six hours', async () => {
    const upload = await anUpload({}, { typeOf: async () => Promise.reject(new Error('dies')) });
    await expect(upload.process()).rejects.toThrow();
    await upload.sweepAt(5);
    expect((await upload.now())?.status).toBe('processing');
    await upload.sweepAt(7);
    expect(await upload.now()).toBeUndefined();
  });

  it('clears what lies of a file whose record is gone, where the last run ended between them', async () => {
    const upload = await anUpload();
    upload.kept.add('full');
    await media.forget((await upload.now()) as MediaRecord);
    await upload.sweepAt(2);
    expect([...upload.kept]).toEqual([]);
    await upload.sweepAt(3);
    expect(upload.calls.removed).toBe(1);
  });
});
