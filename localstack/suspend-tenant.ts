import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { TenantId } from '../functions/contract/identifiers.ts';
import { systemClock } from '../functions/domain/clock.ts';
import { NotFound } from '../functions/domain/errors.ts';
import { suspendTenant } from '../functions/domain/tenants/suspend-tenant.ts';
import { SuspensionRepository } from '../functions/platform/repositories/suspension-repository.ts';
import { Failure } from './failure.ts';
import type { Instance } from './instance.ts';
import { type AwsNames, operatedDeployment } from './operated-deployment.ts';

/**
 * Shuts all people of a tenant out, or lets them in again, and says what became of it.
 *
 * @throws Failure there is no such tenant
 */
export const suspend = async (
  instance: Instance,
  { tenant, suspended }: { readonly tenant: string | undefined; readonly suspended: boolean },
  names: AwsNames = process.env,
): Promise<void> => {
  const tenantId = TenantId.safeParse(tenant).data;
  if (tenantId === undefined) throw new Failure('no TENANT was named', 'for instance: make suspend-tenant TENANT=acme');
  const { aws, chatTable, liveTable } = operatedDeployment(instance, names);
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(aws));
  const deps = {
    suspensions: new SuspensionRepository(client, { chat: chatTable, live: liveTable }),
    clock: systemClock,
    newId: randomUUID,
  };
  const origin = { correlationId: randomUUID(), ip: null, userAgent: null };
  try {
    const outcome = await suspendTenant(deps, { tenantId, suspended, origin });
    console.log(`${tenantId} ${outcome === 'changed' ? 'is' : 'was already'} ${suspended ? 'suspended' : 'served'}`);
  } catch (error) {
    if (error instanceof NotFound) throw new Failure(`there is no tenant ${tenantId}`, 'is it the right deployment?');
    throw error;
  }
};
