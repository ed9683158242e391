import { describe, expect, it } from '@jest/globals';
import type { SQSEvent } from 'aws-lambda';
import { ReceiptsDue } from '../../../../../functions/contract/queue-messages.ts';
import { queueConsumer } from '../../../../../functions/platform/handlers/queue-consumer.ts';
import { aContext } from '../../../../builders/lambda.ts';

const due = (conversationId: string) => ({ tenantId: 'acme', conversationId });
const anEvent = (bodies: readonly string[]): SQSEvent =>
  ({ Records: bodies.map((body, index) => ({ messageId: `message-${index}`, body })) }) as SQSEvent;

describe("a queue's consumer", () => {
  it('does what each message asks for, and reports those that fail and no others', async () => {
    const done: string[] = [];
    const handler = queueConsumer(ReceiptsDue, async ({ conversationId }) => {
      if (conversationId === 'bad') throw new Error('cannot do it');
      done.push(conversationId);
    });
    const bodies = [due('a'), due('bad'), { ...due('b'), later: true }].map((one) => JSON.stringify(one));
    expect(await handler(anEvent(bodies), aContext())).toEqual({
      batchItemFailures: [{ itemIdentifier: 'message-1' }],
    });
    expect(done).toEqual(['a', 'b']);
  });

  it('reports what it can not read, and all of it where all fails', async () => {
    const handler = queueConsumer(ReceiptsDue, async () => undefined);
    const { batchItemFailures } = await handler(anEvent(['{', '{}']), aContext());
    expect(batchItemFailures).toHaveLength(2);
  });
});
