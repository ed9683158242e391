import { expect, it } from '@jest/globals';
import { keys } from '../../../functions/platform/keys.ts';
import { aConversationId, tenantId } from '../../builders/chat.ts';
import { observedCommits } from '../../history/observed-commits.ts';
import { aRecord } from '../../history/record.ts';

it('knows from the heads that clients were told of between which instants a message was committed', () => {
  const conversationId = aConversationId();
  const key = { tenantId, conversationId };
  const items = [keys.message(key, 1), keys.message(key, 2), keys.change(key, 1)].map((one) => ({ ...one }));
  const head = (askedAt: number, answeredAt: number, sequenceNumber: number, changeNumber: number) => ({
    conversationId,
    askedAt,
    answeredAt,
    sequenceNumber,
    changeNumber,
  });
  const heads = [head(10, 20, 0, 0), head(30, 40, 1, 0), head(35, 60, 2, 0)];
  const elsewhere = { ...head(70, 80, 2, 2), conversationId: aConversationId() };
  const record = { ...aRecord(), heads: [...heads, elsewhere] };
  expect(observedCommits({ items, record, tenantId })).toEqual([
    { item: items[0], after: 10, before: 40 },
    { item: items[1], after: 30, before: 60 },
    { item: items[2], after: 35, before: Number.POSITIVE_INFINITY },
  ]);
});
