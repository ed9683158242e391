import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { AuditEntry } from '../../functions/contract/audit.ts';
import type { BusEvent } from '../../functions/contract/events.ts';
import { eventsIn } from '../../functions/platform/stream-change.ts';
import { aContext } from './lambda.ts';

/** What the bus brings of all that the audit is told of items that are there. */
export const eventsOfAudit = async (client: DynamoDBDocumentClient, chatTable: string) => {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: chatTable }));
  const events = Items.filter(({ audit }) => audit !== undefined).flatMap((item) => {
    const NewImage = marshall(item, { removeUndefinedValues: true }) as never;
    return eventsIn({ eventName: 'INSERT', dynamodb: { NewImage } });
  });
  return events.flatMap(({ type, detail }): BusEvent<'audit.recorded'>[] =>
    type === 'audit.recorded' ? [JSON.parse(JSON.stringify(detail))] : [],
  );
};

/** Has the audit get all that it is told of items that are there. */
export const recordAudit = async (client: DynamoDBDocumentClient, chatTable: string): Promise<void> => {
  const { handler } = await import('../../functions/events/record-audit.ts');
  for (const detail of await eventsOfAudit(client, chatTable)) await handler({ detail } as never, aContext());
};

/** A page of the audit. */
export interface AuditAnswer {
  readonly items: readonly AuditEntry[];
  readonly nextCursor: string | null;
}
