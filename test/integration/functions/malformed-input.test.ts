import { randomUUID } from 'node:crypto';
import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type * as z from 'zod';
import { httpRoutes } from '../../../functions/contract/http-routes.ts';
import type { HttpRoute } from '../../../functions/contract/routes/http-route.ts';
import { type WebSocketAction, websocketActions } from '../../../functions/contract/websocket-actions.ts';
import { aCaller } from '../../builders/chat.ts';
import { aDeployment } from '../../builders/deployment.ts';
import { aContext, anHttpEvent, aWebSocketEvent } from '../../builders/lambda.ts';

/** For each route and each action, some 5,000 in all; FUZZ_SEED=7 tries others. */
const tried = { numRuns: 120, seed: Number(process.env.FUZZ_SEED ?? 1) };

let client: DynamoDBDocumentClient;
let tables: readonly string[];

beforeAll(async () => {
  const { client: used, chatTable, liveTable } = await aDeployment();
  client = used;
  tables = [chatTable, liveTable];
});

afterEach(async () => {
  const items = await Promise.all(
    tables.map(async (TableName) => (await client.send(new ScanCommand({ TableName }))).Items ?? []),
  );
  // Frames are counted whatever they say, and addresses that refresh.
  expect(items.flat().filter(({ SK }) => !/^BUCKET#(frames|refresh)/.test(SK))).toEqual([]);
});

/** Text as attackers and broken clients send it. */
const nastyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 64 }),
  fc.string({ unit: 'grapheme', maxLength: 64 }),
  fc.constantFrom(
    '',
    ' ',
    '\u0000',
    '\ud800',
    '\u202e',
    '%',
    '%E0%A4%A',
    '../..',
    '__proto__',
    "' OR 1=1",
    '<script>',
    '1e999',
  ),
  fc.integer({ min: 1, max: 40_000 }).map((length) => 'é'.repeat(length)),
);
const nastyValue = fc.oneof(
  { weight: 3, arbitrary: nastyText },
  { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom(-1, 0, 1.5, 1e308, Number.MAX_SAFE_INTEGER + 2, null, true, [], {}) },
  {
    weight: 1,
    arbitrary: fc
      .integer({ min: 1, max: 2_000 })
      .map((depth) => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`)),
  },
);

const fieldsOf = (schema: z.ZodType | undefined): string[] =>
  Object.keys((schema as z.ZodObject | undefined)?.shape ?? {});

/** Objects with the schema's fields and others, each of any value. */
const nastyObject = (schema: z.ZodType | undefined) =>
  fc.dictionary(
    fc.constantFrom(...fieldsOf(schema), 'unknown', '__proto__', 'constructor', 'conversationId'),
    nastyValue,
    {
      maxKeys: 6,
    },
  );

/** The text of a body or frame: JSON that is not what it should be, or none at all. */
const nastyBody = (schema: z.ZodType | undefined) =>
  fc.oneof(
    { weight: 6, arbitrary: nastyObject(schema).map((value) => JSON.stringify(value)) },
    { weight: 2, arbitrary: nastyValue.map((value) => JSON.stringify(value)) },
    { weight: 2, arbitrary: nastyText },
  );

const json = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const strings = (fields: readonly string[]) =>
  fc.dictionary(fc.constantFrom(...fields, 'unknown', 'limit', 'conversationId'), nastyText, { maxKeys: 4 });

const routes = (Object.entries(httpRoutes) as [string, HttpRoute][]).filter(
  ([, { parameters, query, body }]) => parameters ?? query ?? body,
);

/** Half a character, which no UTF-8 has: as a field of each name, and deep inside one. */
const halves = (schema: z.ZodType | undefined): string[] =>
  fieldsOf(schema).flatMap((field) =>
    ['"\\ud800"', '["\\udc00"]', `${'['.repeat(15_000)}"\\ud800"${']'.repeat(15_000)}`].map(
      (value) => `{"${field}": ${value}}`,
    ),
  );

const half = 'must not contain unpaired surrogates';

describe('half a character', () => {
  it.each((Object.entries(httpRoutes) as [string, HttpRoute][]).filter(([, { body }]) => body))(
    'is refused over HTTP: %s',
    async (name, { authentication, body: schema, parameters }) => {
      const { handler } = await import(`../../../functions/http/${name}.ts`);
      const named = Object.fromEntries(fieldsOf(parameters).map((field) => [field, randomUUID()]));
      for (const body of halves(schema)) {
        const event = anHttpEvent({
          ...(authentication === 'bearer' && { caller: aCaller() }),
          body,
          parameters: named,
        });
        const { statusCode, body: answer } = await handler(event, aContext());
        expect([statusCode, json(answer)]).toEqual([
          400,
          expect.objectContaining({ errors: [expect.objectContaining({ message: half })] }),
        ]);
      }
    },
  );

  it.each(Object.entries(websocketActions) as [string, WebSocketAction][])(
    'is refused over WebSocket: %s',
    async (name, action) => {
      const { handler } = await import(`../../../functions/websocket/${name.replace('.', '-')}.ts`);
      for (const body of halves(action.frame)) {
        const { body: answer } = await handler(aWebSocketEvent({ caller: aCaller(), body }), aContext());
        expect(json(answer)).toMatchObject({ type: 'error', errors: [{ message: half }] });
      }
    },
  );
});

describe('a field whose name would be lost where it is copied', () => {
  const body = '{"conversationId": "c", "metadata": {"inner": {"__proto__": {"a": 1}}}}';
  const refusal = { errors: [{ path: 'metadata.inner.__proto__', message: 'must not have this name' }] };

  it('is refused over HTTP', async () => {
    const { handler } = await import('../../../functions/http/create-conversation.ts');
    const { body: answer } = await handler(anHttpEvent({ caller: aCaller(), body }), aContext());
    expect(json(String(answer))).toMatchObject(refusal);
  });

  it('is refused over WebSocket', async () => {
    const { handler } = await import('../../../functions/websocket/message-send.ts');
    const { body: answer } = await handler(aWebSocketEvent({ caller: aCaller(), body }), aContext());
    expect(json(String(answer))).toMatchObject(refusal);
  });
});

describe('a body that nobody asked for', () => {
  const bodiless = (Object.entries(httpRoutes) as [string, HttpRoute][]).filter(
    ([, { method, body }]) => method !== 'GET' && body === undefined,
  );

  it.each(bodiless)('is refused by the names of its fields: %s', async (name, { parameters }) => {
    const { handler } = await import(`../../../functions/http/${name}.ts`);
    const named = Object.fromEntries(fieldsOf(parameters).map((field) => [field, randomUUID()]));
    for (const body of ['{"bogus": 1}', '{oops', '[]', '5']) {
      const { statusCode, body: answer } = await handler(
        anHttpEvent({ caller: aCaller(), body, parameters: named }),
        aContext(),
      );
      const path = body.includes('bogus') ? 'bogus' : '';
      expect([body, statusCode, json(answer)]).toEqual([
        body,
        400,
        expect.objectContaining({ errors: [expect.objectContaining({ path })] }),
      ]);
    }
  });
});

describe('a body that is no UTF-8', () => {
  it.each([[0xe9], [0xed, 0xa0, 0x80], [0xc0, 0x80], [0xf0, 0x9f, 0x98]])('is refused: %j', async (...bytes) => {
    const { handler } = await import('../../../functions/http/send-message.ts');
    const body = Buffer.concat([Buffer.from('{"content": "'), Buffer.from(bytes), Buffer.from('"}')]);
    const event = anHttpEvent({ caller: aCaller(), parameters: { conversationId: randomUUID() } });
    const { statusCode, body: answer } = await handler(
      { ...event, body: body.toString('base64'), isBase64Encoded: true },
      aContext(),
    );
    expect([statusCode, json(String(answer))]).toEqual([
      400,
      expect.objectContaining({ errors: [{ path: '', message: 'must be UTF-8' }] }),
    ]);
  });
});

describe('what is refused', () => {
  it('is named in the words of the error, shortly however much it is', async () => {
    const { handler } = await import('../../../functions/websocket/ping.ts');
    const told = async (fields: object) => {
      const event = aWebSocketEvent({ caller: aCaller(), body: JSON.stringify({ action: 'ping', ...fields }) });
      return (json(String((await handler(event, aContext())).body)) as { detail: string }).detail;
    };
    expect(await told({ bogus: 1 })).toBe('cannot read the request; fields are not valid: bogus is not a known field');
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`${index}`.padEnd(300, 'x'), 1]));
    expect((await told(many)).length).toBeLessThan(500);
  });
});

describe('a requestId that breaks the rules', () => {
  it.each(['', 'r'.repeat(129)])('comes back with the error: %j', async (requestId) => {
    const { handler } = await import('../../../functions/websocket/ping.ts');
    const event = aWebSocketEvent({ caller: aCaller(), body: JSON.stringify({ action: 'ping', requestId }) });
    const { body: answer } = await handler(event, aContext());
    expect(json(String(answer))).toMatchObject({ type: 'error', requestId, errors: [{ path: 'requestId' }] });
  });
});

describe('malformed input', () => {
  it.each(routes)('over HTTP is refused and writes nothing: %s', async (name, route) => {
    const { handler } = await import(`../../../functions/http/${name}.ts`);
    const parameterNames = fieldsOf(route.parameters);
    await fc.assert(
      fc.asyncProperty(
        nastyBody(route.body),
        strings(fieldsOf(route.query)),
        fc.record(
          Object.fromEntries(parameterNames.map((field) => [field, fc.oneof(nastyText, fc.constant(randomUUID()))])),
        ),
        async (body, query, parameters) => {
          const isValid =
            (route.body?.safeParse(json(body)).success ?? true) &&
            (route.query?.safeParse(query).success ?? true) &&
            (route.parameters?.safeParse(parameters).success ?? true);
          fc.pre(!isValid);
          const event = anHttpEvent({
            ...(route.authentication === 'bearer' && { caller: aCaller() }),
            body,
            query,
            parameters: parameters as Record<string, string>,
          });
          const { statusCode, body: answer } = await handler(event, aContext());
          expect([statusCode, json(answer)]).toEqual([400, expect.objectContaining({ code: 'VALIDATION_FAILED' })]);
        },
      ),
      tried,
    );
  });

  it.each(Object.entries(websocketActions) as [string, WebSocketAction][])(
    'over WebSocket is refused with one frame and writes nothing: %s',
    async (name, action) => {
      const { handler } = await import(`../../../functions/websocket/${name.replace('.', '-')}.ts`);
      await fc.assert(
        fc.asyncProperty(nastyBody(action.frame), async (body) => {
          fc.pre(!action.frame.safeParse(json(body)).success);
          const { statusCode, body: answer } = await handler(aWebSocketEvent({ caller: aCaller(), body }), aContext());
          const code = expect.stringMatching(/^(VALIDATION_FAILED|TOO_LARGE)$/);
          expect([statusCode, json(answer)]).toEqual([200, expect.objectContaining({ type: 'error', code })]);
        }),
        tried,
      );
    },
  );
});
