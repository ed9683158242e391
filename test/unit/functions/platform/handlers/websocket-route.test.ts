import { describe, expect, it } from '@jest/globals';
import { aCaller } from '../../../../builders/chat.ts';
import { invokeAction } from '../../../../builders/handlers.ts';
import { logged } from '../../../../builders/logged.ts';

Object.assign(process.env, {
  AWS_REGION: 'us-east-1',
  LIVE_TABLE: 'live',
  CONNECTIONS_ENDPOINT: 'https://connections.example.com',
});

describe('what is logged of a frame that is refused', () => {
  it('says whose it was, on which connection and why, and nothing of what it said', async () => {
    const caller = aCaller();
    const lines = await logged(async () => {
      expect(await invokeAction(caller, 'ping', { content: 'private' })).toMatchObject({ code: 'VALIDATION_FAILED' });
    });
    const { tenantId, userId } = caller;
    expect(lines).toMatchObject([
      { message: 'request refused', code: 'VALIDATION_FAILED', connectionId: 'c-1', tenantId, userId },
    ]);
    expect(JSON.stringify(lines)).not.toContain('private');
  });
});
