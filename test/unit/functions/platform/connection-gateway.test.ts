import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  GoneException,
  LimitExceededException,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { messageCreated } from '../../../../functions/domain/delivery/notices.ts';
import { connectionsClient } from '../../../../functions/platform/clients.ts';
import { ApiGatewayConnectionGateway } from '../../../../functions/platform/connection-gateway.ts';
import { aMessage } from '../../../builders/chat.ts';

/** In the place of the @connections API: it keeps what is posted, and answers as told. */
let api: Server;
let gateway: ApiGatewayConnectionGateway;
let posts: { path: string | undefined; body: string }[];
let answers: ((response: ServerResponse) => void)[];
const event = messageCreated(aMessage());

const status = (code: number, error?: string) => (response: ServerResponse) => {
  response.writeHead(code, error === undefined ? {} : { 'x-amzn-ErrorType': error }).end(JSON.stringify({}));
};
const hangUp = (response: ServerResponse) => void response.destroy();

beforeAll(async () => {
  Object.assign(process.env, { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' });
  api = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      posts.push({ path: request.url, body });
      (answers.length > 1 ? answers.shift() : answers[0])?.(response);
    });
  });
  await new Promise<void>((listening) => api.listen(0, '127.0.0.1', listening));
  const { port } = api.address() as AddressInfo;
  const client: ApiGatewayManagementApiClient = connectionsClient(`http://127.0.0.1:${port}/ws`);
  gateway = new ApiGatewayConnectionGateway(client);
});

beforeEach(() => {
  posts = [];
});

afterAll(async () => {
  await new Promise((closed) => api.close(closed));
});

const outcomeOf = (...told: typeof answers) => {
  answers = told;
  return gateway.post('c-1', event);
};

describe('a post', () => {
  it('carries the event as JSON', async () => {
    expect(await outcomeOf(status(200))).toBe('delivered');
    expect(posts).toEqual([{ path: '/ws/@connections/c-1', body: JSON.stringify(event) }]);
  });

  it('to a connection that is no more is gone', async () => {
    expect(await outcomeOf(status(410, 'GoneException'))).toBe('gone');
    expect(posts).toHaveLength(1);
  });

  it.each([
    ['the API', 'LimitExceededException'],
    ["the stage's front", 'TooManyRequestsException'],
    ['whatever gives no name', undefined],
  ])('that %s throttles is told so at once, for who posts to many to back off', async (_who, error) => {
    expect(await outcomeOf(status(429, error))).toBe('throttled');
    expect(posts).toHaveLength(1);
  });

  it('of a frame that is too large is refused for good', async () => {
    expect(await outcomeOf(status(413, 'PayloadTooLargeException'))).toBe('refused');
    expect(posts).toHaveLength(1);
  });

  it.each([
    ['lost on the way', hangUp],
    ["the API's own fault", status(500)],
  ])('that is %s is made once more, and then has failed', async (_case, failing) => {
    expect(await outcomeOf(failing, status(200))).toBe('delivered');
    expect(await outcomeOf(failing)).toBe('failed');
    expect(posts).toHaveLength(4);
  });

  it('that is not allowed has failed at the first try', async () => {
    expect(await outcomeOf(status(403, 'ForbiddenException'))).toBe('failed');
    expect(posts).toHaveLength(1);
  });
});

const mocked = mockClient(connectionsClient('http://127.0.0.1:9/ws'));
const managing = new ApiGatewayConnectionGateway(mocked as unknown as ApiGatewayManagementApiClient);

beforeEach(() => void mocked.reset());

describe('a look', () => {
  it('tells that a socket is open, and since when nothing came on it where that is told', async () => {
    const LastActiveAt = new Date('2026-11-24T12:00:00.000Z');
    mocked.on(GetConnectionCommand).resolvesOnce({ LastActiveAt }).resolves({});
    expect(await managing.look('c-1')).toEqual({ state: 'open', lastActiveAtMs: LastActiveAt.getTime() });
    expect(await managing.look('c-1')).toEqual({ state: 'open', lastActiveAtMs: undefined });
  });

  it('tells that a socket is gone by 410 alone', async () => {
    mocked
      .on(GetConnectionCommand)
      .rejectsOnce(new GoneException({ message: 'gone', $metadata: {} }))
      .rejects(new LimitExceededException({ message: 'slow down', $metadata: {} }));
    expect(await managing.look('c-1')).toEqual({ state: 'gone' });
    await expect(managing.look('c-1')).rejects.toThrow('slow down');
  });
});

describe('closing', () => {
  it('is done where the socket is gone already, and not where it could not be tried', async () => {
    mocked
      .on(DeleteConnectionCommand)
      .rejectsOnce(new GoneException({ message: 'gone', $metadata: {} }))
      .rejects(new LimitExceededException({ message: 'slow down', $metadata: {} }));
    await managing.close('c-1');
    await expect(managing.close('c-1')).rejects.toThrow('slow down');
  });
});
