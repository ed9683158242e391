import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { AuditEntry } from '../../functions/contract/audit.ts';
import { eventsIn } from '../../functions/platform/stream-change.ts';
import { aContext } from './lambda.ts';

/** All that the table's stream would have brought of items that are there, as the bus brings it to the audit. */
export const recordAudit = async (client: DynamoDBDocumentClient, chatTable: string): Promise<void> => {
  const { handler } = await import('../../functions/events/record-audit.ts');
  const { Items = [] } = await client.send(new ScanCommand({ TableName: chatTable }));
  const events = Items.filter(({ audit }) => audit !== undefined).flatMap((item) => {
    const NewImage = marshall(item, { removeUndefinedValues: true }) as never;
    return eventsIn({ eventName: 'INSERT', dynamodb: { NewImage } });
  });
  for (const { type, detail } of events) {
    if (type === 'audit.recorded') await handler({ detail: JSON.parse(JSON.stringify(detail)) } as never, aContext());
  }
};

/** A page of the audit. */
export interface AuditAnswer {
  readonly items: readonly AuditEntry[];
  readonly nextCursor: string | null;
}
