import { describe, expect, it } from '@jest/globals';
import { memoryTokenStore, type TokenStore } from '../../../client/src/index.ts';
import { aDevice, aSignedInDevice, during } from './support/device.ts';
import { Refusal } from './support/fake-chat.ts';
import { FakeGateway, noFaults } from './support/fake-gateway.ts';
import { SimulatedTime } from './support/simulated-time.ts';

const minuteMs = 60_000;

const aWorld = () => {
  const time = new SimulatedTime();
  const gateway = new FakeGateway(time);
  gateway.chat('lab', ['ada', 'bob']);
  return { time, gateway };
};

/** What tabs of a browser share: tokens, and one lock. */
const sharedByTabs = () => {
  const store = memoryTokenStore();
  const listeners = new Set<() => void>();
  const told = () => {
    for (const listener of listeners) listener();
  };
  const tokenStore: TokenStore = {
    load: store.load,
    save: async (tokens) => {
      await store.save(tokens);
      told();
    },
    clear: async () => {
      await store.clear();
      told();
    },
    watch: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  let last: Promise<unknown> = Promise.resolve();
  const exclusively = <Result>(_name: string, task: () => Promise<Result>): Promise<Result> => {
    const turn = last.then(task, task);
    last = turn;
    return turn;
  };
  return { tokenStore, runtime: { exclusively } };
};

describe('a session', () => {
  it('is refreshed once for all who need a token at the same time', async () => {
    const world = aWorld();
    const { chat } = await aSignedInDevice(world, 'ada');
    await world.time.pass(16 * minuteMs);
    await during(
      world.time,
      Promise.all([chat.api.listConversations(), chat.api.listConversations(), chat.api.getConversation('lab')]),
    );
    expect(world.gateway.counts['POST /auth/refresh']).toBe(1);
  });

  it('changes the password as who is signed in, and stays when the current one is not right', async () => {
    const world = aWorld();
    const { chat } = await aSignedInDevice(world, 'ada');
    const asked: unknown[] = [];
    const passwords = { currentPassword: 'the one before', newPassword: 'another good one' };
    world.gateway.refuse = (call) => {
      asked.push(call);
      return asked.length === 1 ? new Refusal(401, 'INVALID_CREDENTIALS') : undefined;
    };
    const failure = await during(
      world.time,
      chat.auth.changePassword(passwords).catch((error: unknown) => error),
    );
    expect(failure).toMatchObject({ code: 'INVALID_CREDENTIALS', status: 401 });
    expect(await during(world.time, chat.auth.changePassword(passwords))).toBeUndefined();
    expect(asked).toEqual(['POST /auth/password', 'POST /auth/password']);
    expect(chat.auth.user?.id).toBe('ada');
  });

  it('is refreshed ahead of its end without anybody waiting for it', async () => {
    const world = aWorld();
    const { chat } = await aSignedInDevice(world, 'ada');
    await world.time.pass(14 * minuteMs);
    world.gateway.refuse = (what) => (what.includes('refresh') ? new Refusal(503, 'UNAVAILABLE') : undefined);
    await during(world.time, chat.api.listConversations());
    expect(world.gateway.counts['POST /auth/refresh']).toBeGreaterThan(0);
  });

  it('outlives lost answers to its refresh', async () => {
    const world = aWorld();
    const { chat } = await aSignedInDevice(world, 'ada');
    await world.time.pass(16 * minuteMs);
    // The server changes the tokens, and nobody hears of it.
    world.gateway.faults = { ...noFaults, lostAnswers: 1 };
    const asked = chat.api.listConversations();
    await world.time.pass(1_000);
    world.gateway.faults = noFaults;
    expect((await during(world.time, asked)).items).toHaveLength(1);
    expect(world.gateway.counts['POST /auth/refresh']).toBe(2);
    expect(chat.auth.user?.id).toBe('ada');
  });

  it('outlives a page that is loaded anew in the middle of its refresh', async () => {
    const world = aWorld();
    const tokenStore = memoryTokenStore();
    const { chat } = await aSignedInDevice(world, 'ada', { tokenStore });
    await world.time.pass(16 * minuteMs);
    world.gateway.faults = { ...noFaults, lostAnswers: 1 };
    chat.api.listConversations().catch(() => {});
    await world.time.pass(1_000);
    world.gateway.faults = noFaults;
    const { chat: reloaded } = aDevice(world, { tokenStore, seed: 2 });
    await reloaded.auth.restore();
    expect((await during(world.time, reloaded.api.listConversations())).items).toHaveLength(1);
  });

  it('is refreshed by one of the tabs that share it', async () => {
    const world = aWorld();
    const shared = sharedByTabs();
    const { chat: one } = await aSignedInDevice(world, 'ada', shared);
    const { chat: other } = aDevice(world, { ...shared, seed: 2 });
    await other.auth.restore();
    await world.time.pass(16 * minuteMs);
    await during(world.time, Promise.all([one.api.listConversations(), other.api.listConversations()]));
    expect(world.gateway.counts['POST /auth/refresh']).toBe(1);
  });

  it('ends in all tabs when one logs out', async () => {
    const world = aWorld();
    const shared = sharedByTabs();
    const { chat: one } = await aSignedInDevice(world, 'ada', shared);
    const { chat: other } = aDevice(world, { ...shared, seed: 2 });
    await other.auth.restore();
    const reasons: string[] = [];
    for (const chat of [one, other]) chat.on('signed-out', (reason) => reasons.push(reason));
    await during(world.time, one.auth.logOut());
    await world.time.pass(1_000);
    expect([reasons, other.auth.user]).toEqual([['logged-out', 'logged-out'], undefined]);
  });

  it('ends when its refresh is refused, and says so to who asks', async () => {
    const world = aWorld();
    const { chat } = await aSignedInDevice(world, 'ada');
    const reasons: string[] = [];
    chat.on('signed-out', (reason) => reasons.push(reason));
    await world.time.pass(16 * minuteMs);
    world.gateway.refuse = (what) => (what.includes('refresh') ? new Refusal(401, 'UNAUTHENTICATED') : undefined);
    await expect(during(world.time, chat.api.listConversations())).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(during(world.time, chat.api.listConversations())).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    expect(reasons).toEqual(['expired']);
  });

  it('renews a token that is refused before its time, and asks again', async () => {
    const world = aWorld();
    const { chat } = await aSignedInDevice(world, 'ada');
    let refusals = 1;
    world.gateway.refuse = (what) => {
      if (!what.includes('/conversations') || refusals === 0) return undefined;
      refusals -= 1;
      return new Refusal(401, 'UNAUTHENTICATED');
    };
    expect((await during(world.time, chat.api.listConversations())).items).toHaveLength(1);
    expect(world.gateway.counts['POST /auth/refresh']).toBe(1);
  });

  it('gives up a call when its signal is aborted, with the reason', async () => {
    const world = aWorld();
    const { chat } = await aSignedInDevice(world, 'ada');
    const controller = new AbortController();
    const asked = chat.api.listConversations({ signal: controller.signal });
    controller.abort(new Error('no longer wanted'));
    await expect(during(world.time, asked)).rejects.toThrow('no longer wanted');
  });
});
