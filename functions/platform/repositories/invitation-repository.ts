import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { InvitationId } from '../../contract/admin.ts';
import type { AuditEntry } from '../../contract/audit.ts';
import type { TenantId } from '../../contract/identifiers.ts';
import type { InvitationRecord, Invitations } from '../../domain/invitations/invitations.ts';
import { invitationsPartition, keys, prefixes } from '../keys.ts';
import { activeAdminCheck } from './active-admin-check.ts';
import { auditOutboxPut } from './audit-outbox.ts';
import { beginningWith, queryItems } from './query-items.ts';
import { transact } from './transaction.ts';

/** How long an invitation is listed after its end, in seconds: 30 days. */
const listedSeconds = 30 * 24 * 3600;

const invitationFrom = ({ PK, SK, expiresAtSeconds, ...invitation }: Record<string, unknown>): InvitationRecord =>
  invitation as unknown as InvitationRecord;

/** Invitations, in the Chat table. */
export class InvitationRepository implements Invitations {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async add(invitation: InvitationRecord, entry: AuditEntry): Promise<'added' | 'contended' | 'not-admin'> {
    const TableName = this.#table;
    const { tenantId, invitationId, createdBy, expiresAtMs } = invitation;
    const { outcome } = await transact(this.#client, {
      actor: activeAdminCheck(TableName, tenantId, createdBy),
      invitation: {
        Put: {
          TableName,
          Item: {
            ...keys.invitation(tenantId, invitationId),
            ...invitation,
            expiresAtSeconds: Math.ceil(expiresAtMs / 1000) + listedSeconds,
          },
        },
      },
      entry: auditOutboxPut(TableName, tenantId, entry),
    });
    if (outcome === 'committed') return 'added';
    return outcome === 'refused' ? 'not-admin' : 'contended';
  }

  async find(tenantId: TenantId, invitationId: InvitationId): Promise<InvitationRecord | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({
        TableName: this.#table,
        Key: keys.invitation(tenantId, invitationId),
        ConsistentRead: true,
      }),
    );
    return Item && invitationFrom(Item);
  }

  async list(
    tenantId: TenantId,
    { limit, afterId }: { limit: number; afterId?: string | undefined },
  ): Promise<readonly InvitationRecord[]> {
    const partition = invitationsPartition(tenantId);
    const items = await queryItems(
      this.#client,
      {
        ...beginningWith(this.#table, partition, prefixes.invitation),
        ScanIndexForward: false,
        ConsistentRead: true,
        ...(afterId !== undefined && {
          ExclusiveStartKey: { PK: partition, SK: `${prefixes.invitation}${afterId}` },
        }),
      },
      limit,
    );
    return items.map(invitationFrom);
  }

  async revoke(
    { tenantId, invitationId }: InvitationRecord,
    entry: AuditEntry,
  ): Promise<'revoked' | 'overtaken' | 'contended'> {
    const TableName = this.#table;
    const { outcome } = await transact(this.#client, {
      invitation: {
        Update: {
          TableName,
          Key: keys.invitation(tenantId, invitationId),
          UpdateExpression: 'SET #status = :revoked',
          ConditionExpression: '#status = :pending',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: { ':revoked': 'revoked', ':pending': 'pending' },
        },
      },
      entry: auditOutboxPut(TableName, tenantId, entry),
    });
    if (outcome === 'committed') return 'revoked';
    return outcome === 'refused' ? 'overtaken' : 'contended';
  }
}
