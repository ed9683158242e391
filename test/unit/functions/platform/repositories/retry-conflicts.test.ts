import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { Unavailable } from '../../../../../functions/domain/errors.ts';
import { Overtaken } from '../../../../../functions/domain/inspection/overtaken.ts';
import { InspectionRepository } from '../../../../../functions/platform/repositories/inspection-repository.ts';
import { SecondFactorRepository } from '../../../../../functions/platform/repositories/second-factor-repository.ts';
import { SessionRepository } from '../../../../../functions/platform/repositories/session-repository.ts';
import { aCaller, aConversationId, anAuditEntry, tenantId } from '../../../../builders/chat.ts';

// DynamoDB Local never answers so: a plain write that meets a transaction on the same item.
const dynamo = mockClient(DynamoDBDocumentClient);
const client = dynamo as unknown as DynamoDBDocumentClient;
const tables = { chat: 'chat', live: 'live' };
const conflict = new TransactionConflictException({ message: 'another is under way', $metadata: {} });

beforeEach(() => void dynamo.reset());

describe('the step of a second factor', () => {
  const use = () => new SecondFactorRepository(client, tables).useStep(aCaller(), 7);

  it('is used once the transaction that it meets is over', async () => {
    dynamo.on(UpdateCommand).rejectsOnce(conflict).resolves({});
    expect(await use()).toBe(true);
    expect(dynamo.commandCalls(UpdateCommand)).toHaveLength(2);
  });

  it('is given up after a bounded number of tries with an error that says to try again', async () => {
    dynamo.on(UpdateCommand).rejects(conflict);
    await expect(use()).rejects.toBeInstanceOf(Unavailable);
  }, 30_000);
});

describe('a repair of the inspection', () => {
  const recount = () =>
    new InspectionRepository(client, 'chat').setMemberCount({ tenantId, conversationId: aConversationId() }, 1, 2);

  it('is made once the transaction that it meets is over', async () => {
    dynamo.on(UpdateCommand).rejectsOnce(conflict).resolves({});
    await recount();
    expect(dynamo.commandCalls(UpdateCommand)).toHaveLength(2);
  });

  it('is left to the next inspection where somebody wrote meanwhile', async () => {
    dynamo.on(UpdateCommand).rejects(new ConditionalCheckFailedException({ message: 'no', $metadata: {} }));
    await expect(recount()).rejects.toBeInstanceOf(Overtaken);
  });
});

describe('a session that has ended before', () => {
  it('is denied once the transaction that is ending it as well is over', async () => {
    const CancellationReasons = [{ Code: 'ConditionalCheckFailed' }, { Code: 'None' }, { Code: 'None' }];
    dynamo
      .on(TransactWriteCommand)
      .rejects(new TransactionCanceledException({ message: 'no', CancellationReasons, $metadata: {} }));
    dynamo.on(PutCommand).rejectsOnce(conflict).resolves({});
    await new SessionRepository(client, tables, { nowMs: () => 1 }).revoke(aCaller(), anAuditEntry(aCaller().userId));
    expect(dynamo.commandCalls(PutCommand)).toHaveLength(2);
  });
});
