import { TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { Unavailable } from '../../../../../functions/domain/errors.ts';
import { keys } from '../../../../../functions/platform/keys.ts';
import { MembershipRepository } from '../../../../../functions/platform/repositories/membership-repository.ts';
import { aConversationId, aMembership, aUserId, tenantId } from '../../../../builders/chat.ts';

// DynamoDB Local never answers so: a plain write that meets a transaction on the same item.
const dynamo = mockClient(DynamoDBDocumentClient);
const memberships = new MembershipRepository(dynamo as unknown as DynamoDBDocumentClient, 'chat');
const conflict = new TransactionConflictException({ message: 'a send is under way', $metadata: {} });
const key = { tenantId, conversationId: aConversationId() };

beforeEach(() => void dynamo.reset());

describe('moving a mark', () => {
  const move = () => memberships.moveMarks(key, aUserId(), { lastReadSequence: 3 });

  it("is tried again when it meets the person's own send", async () => {
    const Attributes = { ...keys.membership(key, aUserId()), ...aMembership({ lastReadSequence: 3 }) };
    dynamo.on(UpdateCommand).rejectsOnce(conflict).resolves({ Attributes });
    expect(await move()).toEqual({ moved: true, marks: { lastReadSequence: 3, lastDeliveredSequence: 3 } });
    expect(dynamo.commandCalls(UpdateCommand)).toHaveLength(2);
  });

  it('gives up after a bounded number of tries with an error that says to try again', async () => {
    dynamo.on(UpdateCommand).rejects(conflict);
    await expect(move()).rejects.toBeInstanceOf(Unavailable);
  }, 30_000);
});
