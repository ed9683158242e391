import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  GoneException,
  LimitExceededException,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { messageCreated } from '../../../../functions/domain/delivery/notices.ts';
import { ApiGatewayConnectionGateway } from '../../../../functions/platform/connection-gateway.ts';
import { aMessage } from '../../../builders/chat.ts';

const api = mockClient(ApiGatewayManagementApiClient);
const gateway = new ApiGatewayConnectionGateway(api as unknown as ApiGatewayManagementApiClient);
const event = messageCreated(aMessage());

beforeEach(() => void api.reset());

describe('a post', () => {
  it('carries the event as JSON', async () => {
    api.on(PostToConnectionCommand).resolves({});
    expect(await gateway.post('c-1', event)).toBe('delivered');
    const [{ input }] = api.commandCalls(PostToConnectionCommand)[0]?.args ?? [{ input: undefined }];
    expect(input).toEqual({ ConnectionId: 'c-1', Data: JSON.stringify(event) });
  });

  it('to a connection that is no more is gone', async () => {
    api.on(PostToConnectionCommand).rejects(new GoneException({ message: 'gone', $metadata: {} }));
    expect(await gateway.post('c-1', event)).toBe('gone');
  });

  it.each([
    ['throttled', new LimitExceededException({ message: 'slow down', $metadata: {} })],
    ['lost', new Error('socket hang up')],
  ])('that was %s has failed and may be tried again', async (_case, error) => {
    api.on(PostToConnectionCommand).rejects(error);
    expect(await gateway.post('c-1', event)).toBe('failed');
  });
});

describe('a look', () => {
  it('tells that a socket is open, and since when nothing came on it where that is told', async () => {
    const LastActiveAt = new Date('2026-11-24T12:00:00.000Z');
    api.on(GetConnectionCommand).resolvesOnce({ LastActiveAt }).resolves({});
    expect(await gateway.look('c-1')).toEqual({ state: 'open', lastActiveAtMs: LastActiveAt.getTime() });
    expect(await gateway.look('c-1')).toEqual({ state: 'open', lastActiveAtMs: undefined });
  });

  it('tells that a socket is gone by 410 alone', async () => {
    api
      .on(GetConnectionCommand)
      .rejectsOnce(new GoneException({ message: 'gone', $metadata: {} }))
      .rejects(new LimitExceededException({ message: 'slow down', $metadata: {} }));
    expect(await gateway.look('c-1')).toEqual({ state: 'gone' });
    await expect(gateway.look('c-1')).rejects.toThrow('slow down');
  });
});

describe('closing', () => {
  it('is done where the socket is gone already, and not where it could not be tried', async () => {
    api
      .on(DeleteConnectionCommand)
      .rejectsOnce(new GoneException({ message: 'gone', $metadata: {} }))
      .rejects(new LimitExceededException({ message: 'slow down', $metadata: {} }));
    await gateway.close('c-1');
    await expect(gateway.close('c-1')).rejects.toThrow('slow down');
  });
});
