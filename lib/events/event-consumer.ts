import { Duration } from 'aws-cdk-lib';
import { type EventBus, type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import { ChatFunction, type FunctionSettings } from '../functions/chat-function.ts';
import type { Layer } from '../functions/layer.ts';
import type { Capabilities, FunctionNeeds, Needs } from '../functions/needs.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';

export interface EventConsumerProps<Need extends keyof FunctionNeeds> extends FunctionSettings {
  readonly deployment: Deployment;
  /** Undefined: the account's own, on which AWS tells of its resources. */
  readonly bus: EventBus | undefined;
  /** Folder of functions; `events` when left out. */
  readonly folder?: 'events' | 'media';
  /** File in that folder, without its ending. */
  readonly file: string;
  readonly description: string;
  readonly layers?: readonly Layer[];
  readonly pattern: EventPattern;
  readonly needs: Needs<Need>;
  readonly capabilities: Pick<Capabilities, Need>;
}

/**
 * One consumer of the bus: a rule, its function, and one dead-letter queue for both what the bus could not deliver (the
 * event itself) and what the function failed on (the event as `requestPayload`, with the error beside it).
 */
export class EventConsumer<Need extends keyof FunctionNeeds = never> extends Construct {
  readonly function: ChatFunction<Need>;
  readonly deadLetterQueue: DeadLetterQueue;

  constructor(scope: Construct, id: string, props: EventConsumerProps<Need>) {
    super(scope, id);
    const { deployment, bus, folder = 'events', file, description, pattern, ...rest } = props;
    // An event that waited longer was delivered by clients' own sync; it is looked at, not sent.
    const maxEventAge = Duration.hours(1);

    this.deadLetterQueue = new DeadLetterQueue(this, 'DeadLetters', { deployment, name: id });
    this.function = new ChatFunction<Need>(this, 'Consumer', {
      deployment,
      handler: `${folder}/${file}`,
      description,
      asynchronous: { onFailure: new SqsDestination(this.deadLetterQueue), retryAttempts: 2, maxEventAge },
      ...rest,
    });
    new Rule(this, 'Rule', {
      description,
      ...(bus && { eventBus: bus }),
      eventPattern: pattern,
      targets: [
        new LambdaFunction(this.function.lambda, {
          deadLetterQueue: this.deadLetterQueue,
          // EventBridge backs off by itself; the age is what ends it.
          retryAttempts: 185,
          maxEventAge,
        }),
      ],
    });
  }
}
