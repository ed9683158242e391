import { dynamoClient } from '../platform/clients.ts';
import { environment } from '../platform/environment.ts';
import { busConsumer } from '../platform/handlers/bus-consumer.ts';
import { AuditRepository } from '../platform/repositories/audit-repository.ts';

const audit = new AuditRepository(dynamoClient(), environment('AUDIT_TABLE'));

/** Adds what happened to its tenant's audit. A repeated event finds its entry there. */
export const handler = busConsumer('audit.recorded', ({ tenantId, entry }) => audit.add(tenantId, entry));
