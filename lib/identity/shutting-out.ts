import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { type AuditAction, mailedActions, sessionEndingActions } from '../../functions/contract/audit.ts';
import { eventSource } from '../events/chat-event-bus.ts';
import { EventConsumer, type EventConsumerProps } from '../events/event-consumer.ts';

type Need = 'chatTable' | 'liveTable' | 'connections' | 'mail';

/** The events that tell the audit of these actions: what else follows from it goes by them too. */
const toldOf = (...actions: readonly AuditAction[]) => ({
  source: [eventSource],
  detailType: ['audit.recorded'],
  detail: { entry: { action: actions } },
});

/**
 * What follows when a person or a tenant is shut out, there is a new password, or a second factor is taken away: sessions
 * end, sockets are closed, and whose password or factor it is is told.
 */
export class ShuttingOut extends Construct {
  readonly consumers: readonly EventConsumer<Need>[];

  constructor(
    scope: Construct,
    id: string,
    props: Pick<EventConsumerProps<Need>, 'deployment' | 'bus' | 'capabilities'>,
  ) {
    super(scope, id);
    this.consumers = [
      new EventConsumer<Need>(scope, 'EndSessions', {
        ...props,
        file: 'end-sessions',
        description: 'Ends the sessions of people who were shut out, set another password, or lost a factor',
        pattern: toldOf(...sessionEndingActions),
        timeout: Duration.seconds(30),
        needs: {
          chatTable: ['dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
          liveTable: ['dynamodb:PutItem'],
        },
      }),
      new EventConsumer<Need>(scope, 'TellAccountChange', {
        ...props,
        file: 'tell-account-change',
        description: 'Mails people that their password is another one, or their second factor gone',
        pattern: toldOf(...mailedActions),
        timeout: Duration.seconds(30),
        needs: { chatTable: ['dynamodb:GetItem'], mail: ['ses:SendEmail'] },
      }),
      new EventConsumer<Need>(scope, 'CloseTenantSockets', {
        ...props,
        file: 'close-tenant-sockets',
        description: 'Closes the sockets of tenants that were suspended',
        pattern: toldOf('tenant.suspended'),
        // As long as it takes for a large one.
        timeout: Duration.minutes(5),
        needs: {
          chatTable: ['dynamodb:Query'],
          liveTable: ['dynamodb:BatchGetItem'],
          connections: ['DELETE'],
        },
      }),
    ];
  }
}
