import {
  ApiGatewayManagementApiClient,
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
