import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { eventSource } from '../events/chat-event-bus.ts';
import { EventConsumer, type EventConsumerProps } from '../events/event-consumer.ts';

type Need = 'auditTable';

/** Adds what happened to the audit; nothing may change or delete an entry. */
export class AuditRecording extends EventConsumer<Need> {
  constructor(
    scope: Construct,
    id: string,
    { deployment, bus, capabilities }: Pick<EventConsumerProps<Need>, 'deployment' | 'bus' | 'capabilities'>,
  ) {
    super(scope, id, {
      deployment,
      bus,
      file: 'record-audit',
      description: "Adds entries to tenants' audits",
      pattern: { source: [eventSource], detailType: ['audit.recorded'] },
      timeout: Duration.seconds(30),
      needs: { auditTable: ['dynamodb:PutItem'] },
      capabilities,
    });
  }
}
