import { randomUUID } from 'node:crypto';
import { startLocalCloud, stopLocalCloud } from '../localstack/local-cloud.ts';
import { newTestInstance, testEndpointsOf } from '../localstack/test-instance.ts';
import { percentile } from './statistics.ts';

/** Failures of each kind that are timed; with 4 kinds and those that warm up this stays below the 300 of an address. */
const samples = Number(process.env.SAMPLES ?? 60);
/** People, and names of nobody, of each kind: none fails more often than the 8 that are free under a name. */
const namesEach = 12;
const warmUp = 5;
if (4 * (samples + warmUp) > 300) throw new Error(`cannot take ${samples} samples; the address would be put off`);

const password = 'correct horse battery staple';

const instance = await newTestInstance();
const { outputs } = await startLocalCloud(instance, { search: false, persistent: false });
const { http } = testEndpointsOf(instance, outputs);

interface Asked {
  readonly status: number;
  readonly ms: number;
  readonly body: Record<string, string>;
}

const ask = async (method: string, path: string, { token, body }: { token?: string; body?: object } = {}) => {
  const startedMs = performance.now();
  const response = await fetch(`${http}${path}`, {
    method,
    headers: { ...(token && { authorization: `Bearer ${token}` }), 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const ms = performance.now() - startedMs;
  return { status: response.status, ms, body: text === '' ? {} : JSON.parse(text) } as Asked;
};

/** Asks, and fails where the answer is another than the one that is to be timed. */
const expecting = async (status: number, ...call: Parameters<typeof ask>): Promise<Asked> => {
  const asked = await ask(...call);
  if (asked.status !== status) throw new Error(`${call[0]} ${call[1]}: ${asked.status} ${asked.body.code ?? ''}`);
  return asked;
};

const anAddress = () => `${randomUUID()}@example.com`;
const register = async (tenant: string) => {
  const email = anAddress();
  const person = { email, password, displayName: 'Ada', tenant };
  return { email, id: (await expecting(201, 'POST', '/api/v1/auth/register', { body: person })).body.userId };
};
const logIn = (status: number, email: string, with_: string) =>
  expecting(status, 'POST', '/api/v1/auth/login', { body: { email, password: with_ } });

const oneAfterTheOther = async <Result>(count: number, make: () => Promise<Result>): Promise<Result[]> => {
  const made: Result[] = [];
  while (made.length < count) made.push(await make());
  return made;
};
const shuffled = <Value>(values: readonly Value[]): Value[] =>
  values
    .map((value) => ({ value, by: Math.random() }))
    .sort((one, other) => one.by - other.by)
    .map(({ value }) => value);

/** Times of each kind, its kinds taken in an order of its own in each round. */
const interleaved = async (kinds: Readonly<Record<string, (round: number) => Promise<Asked>>>, rounds: number) => {
  const times = new Map<string, number[]>(Object.keys(kinds).map((kind) => [kind, []]));
  for (let round = -warmUp; round < rounds; round += 1) {
    for (const [kind, take] of shuffled(Object.entries(kinds))) {
      const { ms } = await take(round + warmUp).catch((cause: unknown) => {
        throw new Error(`cannot time: ${kind}`, { cause });
      });
      if (round >= 0) times.get(kind)?.push(ms);
    }
  }
  return times;
};

const quartile = (times: readonly number[], share: number) =>
  percentile(
    [...times].sort((a, b) => a - b),
    share,
  );
const medianOf = (times: readonly number[]) => quartile(times, 0.5);

/** A row a kind, with the ratio of its median to that of the first; and what the first is to itself, by halves. */
const table = (times: ReadonlyMap<string, readonly number[]>): string => {
  const [[, first = []] = []] = times;
  const rows = [...times].map(([kind, own]) => {
    const cells = [0.25, 0.5, 0.75].map((share) => `${quartile(own, share).toFixed(1)} ms`);
    return `| ${[kind, own.length, ...cells, (medianOf(own) / medianOf(first)).toFixed(2)].join(' | ')} |`;
  });
  const half = (odd: number) => medianOf(first.filter((_time, index) => index % 2 === odd));
  return [
    '| what | n | P25 | P50 | P75 | ratio of medians |',
    '|---|---|---|---|---|---|',
    ...rows,
    `\nOf the first, every other one to the rest: ${(half(0) / half(1)).toFixed(2)}.`,
  ].join('\n');
};

/** People of four kinds who can't log in, and the wrong password only where the name and the person are good. */
const failedLogins = async () => {
  const [open, confirming] = [`t-${randomUUID().slice(0, 8)}`, `t-${randomUUID().slice(0, 8)}`];
  const founderOf = async (tenant: string) =>
    (await logIn(200, (await register(tenant)).email, password)).body.accessToken;
  const [admin = '', confirmer = ''] = [await founderOf(open), await founderOf(confirming)];
  await expecting(200, 'PATCH', '/api/v1/admin/tenant', { token: confirmer, body: { confirmAddresses: true } });
  const people = (tenant: string) => oneAfterTheOther(namesEach, () => register(tenant));
  const [known, shutOut, unconfirmed] = [await people(open), await people(open), await people(confirming)];
  for (const { id } of shutOut) {
    await expecting(200, 'PATCH', `/api/v1/admin/users/${id}`, { token: admin, body: { active: false } });
  }
  const nobody = Array.from({ length: namesEach }, () => ({ email: anAddress() }));
  const by = (people: readonly { email: string }[], given: string) => (round: number) =>
    logIn(401, people[round % namesEach]?.email ?? '', given);
  return interleaved(
    {
      'wrong password': by(known, 'not this one'),
      'unknown name': by(nobody, password),
      'right password, address not confirmed': by(unconfirmed, password),
      'right password, shut out': by(shutOut, password),
    },
    samples,
  );
};

/** Requests of people, each first unknown to the function and then remembered, beside one that wants nobody. */
const bearerRequests = async () => {
  const tenant = `t-${randomUUID().slice(0, 8)}`;
  const tokens = await oneAfterTheOther(namesEach, async () => {
    const { email } = await register(tenant);
    return (await logIn(200, email, password)).body.accessToken ?? '';
  });
  const times = { cold: [] as number[], warm: [] as number[], open: [] as number[] };
  const timed = async (token?: string) =>
    (await expecting(200, 'GET', token ? '/api/v1/auth/sessions' : '/health', token ? { token } : {})).ms;
  for (let turn = 0; turn * namesEach < samples + namesEach; turn += 1) {
    // By now what was remembered of the turn before is too old.
    await new Promise((resolve) => setTimeout(resolve, 5_500));
    await timed();
    for (const token of tokens) {
      const [cold, open, warm] = [await timed(token), await timed(), await timed(token)];
      if (turn === 0) continue;
      times.cold.push(cold);
      times.open.push(open);
      times.warm.push(warm);
    }
  }
  return new Map([
    ['sessions, denials remembered', times.warm],
    ['sessions, denials read', times.cold],
    ['health, remembered', times.open],
  ]);
};

try {
  console.log(`\n${table(await failedLogins())}\n\n${table(await bearerRequests())}`);
} finally {
  await stopLocalCloud(instance);
}
