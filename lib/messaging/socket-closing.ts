import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { eventSource } from '../events/chat-event-bus.ts';
import { EventConsumer, type EventConsumerProps } from '../events/event-consumer.ts';

type Need = 'liveTable' | 'connections';

/** Closes the sockets of sessions that have ended. */
export class SocketClosing extends EventConsumer<Need> {
  constructor(
    scope: Construct,
    id: string,
    { deployment, bus, capabilities }: Pick<EventConsumerProps<Need>, 'deployment' | 'bus' | 'capabilities'>,
  ) {
    super(scope, id, {
      deployment,
      bus,
      file: 'close-sockets',
      description: 'Closes the sockets of sessions that have ended',
      pattern: { source: [eventSource], detailType: ['session.ended'] },
      timeout: Duration.seconds(30),
      needs: { liveTable: ['dynamodb:BatchGetItem', 'dynamodb:UpdateItem'], connections: ['POST', 'DELETE'] },
      capabilities,
    });
  }
}
