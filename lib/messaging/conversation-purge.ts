import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { eventSource } from '../events/chat-event-bus.ts';
import { EventConsumer, type EventConsumerProps } from '../events/event-consumer.ts';

type Need = 'chatTable' | 'liveTable' | 'eventBus';

/** Removes what deleted conversations leave. */
export class ConversationPurge extends EventConsumer<Need> {
  constructor(
    scope: Construct,
    id: string,
    { deployment, bus, capabilities }: Pick<EventConsumerProps<Need>, 'deployment' | 'bus' | 'capabilities'>,
  ) {
    super(scope, id, {
      deployment,
      bus,
      file: 'purge-conversation',
      description: 'Removes what a deleted conversation leaves',
      pattern: {
        source: [eventSource],
        detailType: ['conversation.changed'],
        detail: { change: { kind: ['conversation.deleted'] } },
      },
      // As long as it takes for a large one; what is left then, the next call removes.
      timeout: Duration.minutes(5),
      sharedPartitions: ['UNATTACHED'],
      needs: {
        chatTable: ['dynamodb:Query', 'dynamodb:BatchWriteItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
        liveTable: ['dynamodb:GetItem'],
        eventBus: ['events:PutEvents'],
      },
      capabilities,
    });
  }
}
