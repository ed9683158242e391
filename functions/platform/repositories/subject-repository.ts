import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { ConversationId, TenantId, UserId } from '../../contract/identifiers.ts';
import type { Subject, Subjects } from '../../domain/inspection/inspection-store.ts';

/** Items looked at before the walk jumps: small partitions come several at a time, large ones cost no more than this. */
const itemsAtOnce = 25;
/** After every sort key. */
const lastSortKey = '\u{10ffff}';

const subjectOf = (partition: string): Subject[] => {
  const [, tenant, kind, id] = /^T#([^#]+)#([CU])#([^#]+)$/.exec(partition) ?? [];
  const tenantId = tenant as TenantId;
  if (kind === 'C') return [{ kind: 'conversation', key: { tenantId, conversationId: id as ConversationId } }];
  return kind === 'U' ? [{ kind: 'person', tenantId, userId: id as UserId }] : [];
};

/**
 * The partitions of the Chat table. The walk jumps from each to the next, so that it costs by their number and not by
 * what is in them (AWS Database Blog, "Generate a distinct set of partition keys for an Amazon DynamoDB table
 * efficiently").
 */
export class SubjectRepository implements Subjects {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async read(cursor: string | undefined): Promise<{ subjects: readonly Subject[]; cursor?: string }> {
    const { Items = [], LastEvaluatedKey } = await this.#client.send(
      new ScanCommand({
        TableName: this.#table,
        ProjectionExpression: 'PK',
        Limit: itemsAtOnce,
        ...(cursor !== undefined && { ExclusiveStartKey: { PK: cursor, SK: lastSortKey } }),
      }),
    );
    const partitions = [...new Set(Items.map(({ PK }) => String(PK)))];
    return {
      subjects: partitions.flatMap(subjectOf),
      ...(LastEvaluatedKey && { cursor: String(LastEvaluatedKey.PK) }),
    };
  }
}
