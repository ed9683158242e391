import { type ChatClient, type ChatClientOptions, createChatClient } from '../../../../client/src/index.ts';
import type { Runtime, Signal } from '../../../../client/src/runtime.ts';
import { RandomStream } from '../../../history/random-stream.ts';
import type { FakeGateway } from './fake-gateway.ts';
import type { SimulatedTime } from './simulated-time.ts';

/** A device with a client on it, in a fake world. */
export interface Device {
  readonly chat: ChatClient;
  readonly signal: (signal: Signal) => void;
}

/** What a device is in. */
export interface World {
  readonly time: SimulatedTime;
  readonly gateway: FakeGateway;
}

/** A device whose surroundings are all simulated. */
export const aDevice = (
  { time, gateway }: World,
  { seed = 1, ...options }: Partial<ChatClientOptions> & { readonly seed?: number } = {},
): Device => {
  const random = new RandomStream(seed, 'device');
  const listeners = new Set<(signal: Signal) => void>();
  let ids = 0;
  const runtime: Runtime = {
    now: time.now,
    after: time.after,
    random: () => random.next(),
    newId: () => {
      ids += 1;
      return `id-${seed}-${ids}`;
    },
    fetch: gateway.fetch,
    openSocket: gateway.openSocket,
    watch: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    exclusively: (_name, task) => task(),
  };
  const chat = createChatClient({ url: 'http://chat.test', ...options, runtime: { ...runtime, ...options.runtime } });
  return { chat, signal: (signal) => listeners.forEach((listener) => void listener(signal)) };
};

/** Does what takes time: time goes on until it is done. */
export const during = async <Result>(time: SimulatedTime, promise: Promise<Result>, stepMs = 100): Promise<Result> => {
  let isDone = false;
  const done = () => {
    isDone = true;
  };
  promise.then(done, done);
  for (let steps = 0; !isDone; steps += 1) {
    if (steps > 5_000) throw new Error('it takes for ever');
    await time.pass(stepMs);
  }
  return promise;
};

/** A device of a person who is signed in. */
export const aSignedInDevice = async (
  world: World,
  userId: string,
  options: Parameters<typeof aDevice>[1] = {},
): Promise<Device> => {
  const device = aDevice(world, options);
  await during(world.time, device.chat.auth.logIn({ email: userId, password: 'a password' }));
  return device;
};
