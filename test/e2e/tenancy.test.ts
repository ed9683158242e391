import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aTenant, call, Person } from './support/person.ts';
import type { Frame, Socket } from './support/socket.ts';

interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, { readonly const?: string }>>;
  readonly required?: readonly string[];
}

interface Operation {
  readonly operationId: string;
  readonly security: readonly object[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[];
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: Schema } } };
}

interface Documented {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const tenant = aTenant();
let owner: Person;
let member: Person;
let ofOwner: Socket;
/** What the others know of: everything that an id names. */
let ids: Record<string, string>;
/** People who are not in the conversation: one of its tenant, and one of another. */
let others: readonly { readonly who: string; readonly person: Person; readonly socket: Socket }[];
let http: Documented;
let frames: Documented;

/** A decent value for each field that a request may have to have; one that is missing here fails its route. */
const samples: Readonly<Record<string, unknown>> = {
  content: 'from outside',
  clientMessageId: 'from-outside',
  title: 'Mine now',
  emoji: '👍',
  role: 'member',
  active: true,
  sequenceNumber: 1,
  afterSequence: 0,
  afterChange: 0,
};

const sampleOf = (field: string): unknown => {
  const value = { ...samples, ...ids }[field];
  if (value === undefined) throw new Error(`there is no sample for the field ${field}; add one`);
  return value;
};

/** A body or frame that breaks no rule, with the ids of what the caller may not see. */
const validFor = ({ components }: Documented, schema: Schema): Record<string, unknown> => {
  const named = schema.$ref === undefined ? schema : components.schemas[schema.$ref.split('/').at(-1) ?? ''];
  // A change names at least one field, which no schema can say.
  const oneOf = ['title', 'active'].filter((field) => field in (named?.properties ?? {}));
  const fields = [...(named?.required ?? []), ...oneOf];
  return Object.fromEntries(fields.filter((field) => field !== 'action').map((field) => [field, sampleOf(field)]));
};

/** A request to each route that anybody may call; those that name a person name one of the tenant. */
const openRequests = (): Readonly<Record<string, object | undefined>> => {
  const { email, id } = owner;
  const ofNobody = (...parts: string[]) => Buffer.from(JSON.stringify([tenant, id, ...parts])).toString('base64url');
  const aMailbox = { email: `${randomUUID()}@example.com` };
  const shown = { ...aMailbox, code: '00000000' };
  return {
    'register-user': { email, password: Person.password, displayName: 'Owner', tenant },
    'log-in': { email, password: 'not this one' },
    'confirm-address': shown,
    'resend-confirmation': aMailbox,
    'forgot-password': aMailbox,
    'reset-password': { ...shown, newPassword: Person.password },
    'verify-mfa': { email, session: ofNobody('x'.repeat(43)), code: '000000' },
    'refresh-session': { refreshToken: ofNobody(randomUUID(), 'x'.repeat(43)), deviceId: 'd' },
    'get-health': undefined,
    'get-metrics': undefined,
    'get-api-docs': undefined,
    'get-openapi-document': undefined,
    'get-asyncapi-document': undefined,
  };
};

const operations = (): { method: string; path: string; operation: Operation }[] =>
  Object.entries(http.paths).flatMap(([path, byMethod]) =>
    Object.entries(byMethod).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );

/** A path with the ids in their places. */
const filled = (path: string): string =>
  path.replace(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(String(sampleOf(name))));

const requestOf = (path: string, { parameters = [], requestBody }: Operation) => {
  const wanted = parameters.filter((one) => one.in === 'query' && one.required);
  const query = new URLSearchParams(Object.fromEntries(wanted.map(({ name }) => [name, String(sampleOf(name))])));
  return {
    path: `${filled(path)}?${query}`,
    body: requestBody && validFor(http, requestBody.content['application/json'].schema),
  };
};

/** All that the owner can read of what is theirs. */
const whatTheOwnerHas = async () => {
  const of = `/conversations/${ids.conversationId}`;
  const reads = [of, `${of}/members`, `${of}/messages`, `${of}/receipts`, `${of}/sync?afterSequence=0&afterChange=0`];
  return Promise.all([...reads, '/auth/sessions'].map(async (path) => (await owner.call('GET', path)).body));
};

beforeAll(async () => {
  [owner, member] = [await Person.register('owner', tenant), await Person.register('member', tenant)];
  const people = [
    { who: 'a stranger of the tenant', person: await Person.register('stranger', tenant) },
    { who: 'somebody of another tenant', person: await Person.register('foreigner', aTenant()) },
  ];
  others = await Promise.all(people.map(async (one) => ({ ...one, socket: await one.person.connect() })));
  const { id: conversationId } = await owner.startConversation([member]);
  const sent = await owner.call<{ id: string }>('POST', `/conversations/${conversationId}/messages`, {
    content: 'ours',
  });
  const file = { fileName: 'ours.txt', contentType: 'text/plain', size: 4 };
  const upload = await owner.call<{ mediaId: string }>('POST', '/media/upload', file);
  const sessions = await owner.call<{ items: { id: string }[] }>('GET', '/auth/sessions');
  const invitation = await owner.call<{ id: string }>('POST', '/admin/invitations');
  ids = {
    conversationId,
    messageId: sent.body.id,
    userId: member.id,
    invitationId: invitation.body.id,
    mediaId: upload.body.mediaId,
    sessionId: String(sessions.body.items[0]?.id),
  };
  ofOwner = await owner.connect();
  http = (await call<Documented>('GET', '/api/docs-json')).body;
  frames = (await call<Documented>('GET', '/api/asyncapi-json')).body;
}, 60_000);

afterAll(async () => {
  await Promise.all([ofOwner, ...others.map(({ socket }) => socket)].map((socket) => socket.close()));
});

/** Whether the documents say that a route wants a token in each case. */
const isClosed = ({ security }: Operation): boolean =>
  security.length > 0 && security.every((one) => Object.keys(one).length > 0);

describe('every route and action of the documents', () => {
  it('is nothing to people outside: 404 as for what does not exist, no change and no event', async () => {
    const before = await whatTheOwnerHas();
    const answers: unknown[] = [];
    const naming = operations().filter(({ path }) => path.includes('{'));
    expect(naming.length).toBeGreaterThan(15);
    for (const { who, person } of others) {
      for (const { method, path, operation } of naming) {
        // Who is in the tenant is known to its people.
        if (operation.operationId === 'get-user' && who.includes('stranger')) continue;
        const request = requestOf(path, operation);
        const answer = await call(method, request.path, { token: person.token, body: request.body });
        const { status, body } = answer;
        // Whoever is no admin is told so before anything is looked for.
        const isForAdmins = path.includes('/admin/') && who.includes('stranger');
        const [wanted, code] = isForAdmins ? [403, 'FORBIDDEN'] : [404, 'NOT_FOUND'];
        if (status !== wanted || body.code !== code) answers.push({ who, method, path, status, body });
      }
    }

    const actions = Object.values(frames.components.schemas).flatMap((schema) => {
      const action = schema.properties?.action?.const;
      const named = ['conversationId', 'messageId'].some((field) => field in (schema.properties ?? {}));
      return action !== undefined && named ? [{ action, schema }] : [];
    });
    expect(actions.length).toBeGreaterThan(9);
    for (const { who, socket } of others) {
      for (const { action, schema } of actions) {
        const answer = await socket.ask(action, validFor(frames, schema));
        if (answer.code !== 'NOT_FOUND') answers.push({ who, action, answer });
      }
      const synced = await socket.ask('sync', {
        conversations: [{ conversationId: ids.conversationId, afterSequence: 0, afterChange: 0 }],
      });
      expect(synced.conversations).toEqual([{ conversationId: ids.conversationId, code: 'NOT_FOUND' }]);
    }
    expect(answers).toEqual([]);

    expect(await whatTheOwnerHas()).toEqual(before);
    await ofOwner.ask('ping');
    const told = (socket: Socket): Frame[] => socket.frames.filter(({ requestId }) => requestId === undefined);
    expect([ofOwner, ...others.map(({ socket }) => socket)].map(told)).toEqual([[], [], []]);
  }, 120_000);

  it('wants a token, but for those that the documents call open', async () => {
    const closed = operations().filter(({ operation }) => isClosed(operation));
    expect(closed.length).toBeGreaterThan(25);
    const answered: unknown[] = [];
    for (const { method, path } of closed) {
      for (const token of [undefined, 'none.of.ours']) {
        const { status } = await call(method, filled(path), { ...(token && { token }) });
        if (status !== 401) answered.push({ method, path, status });
      }
    }
    expect(answered).toEqual([]);
  }, 120_000);

  it('answers alike whatever token comes along, where it wants none', async () => {
    const open = operations().filter(({ operation }) => !isClosed(operation));
    expect(open.map(({ operation }) => operation.operationId).sort()).toEqual(Object.keys(openRequests()).sort());
    const tokens = [undefined, ...others.map(({ person }) => person.token), 'none.of.ours', 'none'];
    for (const { method, path, operation } of open) {
      const answers: unknown[][] = [];
      for (const token of tokens) {
        const body = openRequests()[operation.operationId];
        const answer = await call(method, path, { ...(token && { token }), body });
        answers.push([path, answer.status, answer.body.code]);
      }
      expect(answers).toEqual(tokens.map(() => answers[0]));
      expect(answers[0]?.[1]).toBeLessThan(500);
    }
  }, 120_000);
});
