import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { StandingChange, StandingOutcome, Standings } from '../../domain/users/standings.ts';
import { keys } from '../keys.ts';
import { activeAdminCheck } from './active-admin-check.ts';
import { auditOutboxPut } from './audit-outbox.ts';
import { namePuts } from './name-items.ts';
import type { SessionTables } from './session-repository.ts';
import { type NamedWrites, transact } from './transaction.ts';

/** What people may do, on their profiles in the Chat table; that they may do nothing, in the Live table too. */
export class StandingRepository implements Standings {
  readonly #client: DynamoDBDocumentClient;
  readonly #tables: SessionTables;

  constructor(client: DynamoDBDocumentClient, tables: SessionTables) {
    this.#client = client;
    this.#tables = tables;
  }

  async change({ actorId, before, after, entries }: StandingChange): Promise<StandingOutcome> {
    const { chat: TableName, live } = this.#tables;
    const { tenantId, userId, deactivatedAt } = after;
    const denial = keys.userDenial(tenantId, userId);
    const changesAccess = before.deactivatedAt !== deactivatedAt;
    const writes: NamedWrites<string> = {
      actor: activeAdminCheck(TableName, tenantId, actorId),
      profile: {
        Update: {
          TableName,
          Key: keys.profile(tenantId, userId),
          UpdateExpression: `SET #roles = :roles${deactivatedAt === undefined ? ' REMOVE deactivatedAt' : ', deactivatedAt = :deactivatedAt'}`,
          ConditionExpression: `#roles = :oldRoles AND displayName = :displayName AND ${
            before.deactivatedAt === undefined
              ? 'attribute_not_exists(deactivatedAt)'
              : 'deactivatedAt = :wasDeactivatedAt'
          }`,
          ExpressionAttributeNames: { '#roles': 'roles' },
          ExpressionAttributeValues: {
            ':roles': after.roles,
            ':oldRoles': before.roles,
            ':displayName': before.displayName,
            ':deactivatedAt': deactivatedAt,
            ':wasDeactivatedAt': before.deactivatedAt,
          },
        },
      },
      ...(changesAccess && {
        ...namePuts(TableName, after),
        // Without an end: until it is taken back.
        denial:
          deactivatedAt === undefined
            ? { Delete: { TableName: live, Key: denial } }
            : { Put: { TableName: live, Item: { ...denial, deactivatedAt } } },
      }),
      ...Object.fromEntries(entries.map((entry) => [`entry ${entry.id}`, auditOutboxPut(TableName, tenantId, entry)])),
    };
    const result = await transact(this.#client, writes);
    if (result.outcome === 'committed') return 'changed';
    if (result.outcome === 'contended') return 'contended';
    return result.items.has('actor') ? 'not-admin' : 'overtaken';
  }
}
