import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import { ChatFunction, type FunctionSettings } from '../functions/chat-function.ts';
import type { Capabilities, FunctionNeeds, Needs } from '../functions/needs.ts';

export interface ScheduledFunctionProps<Need extends keyof FunctionNeeds> extends FunctionSettings {
  readonly deployment: Deployment;
  /** File in functions/schedules, without its ending. */
  readonly file: string;
  readonly description: string;
  /** A minute at least. */
  readonly every: Duration;
  readonly needs: Needs<Need>;
  readonly capabilities: Pick<Capabilities, Need>;
}

/**
 * A function that runs on a schedule. A run that fails is tried again twice, 1 and 3 minutes later, unless the next one
 * is due by then. There is no dead-letter queue: a run brings nothing with it, and what it left the next one finds.
 */
export class ScheduledFunction<Need extends keyof FunctionNeeds = never> extends Construct {
  readonly function: ChatFunction<Need>;
  readonly every: Duration;

  constructor(scope: Construct, id: string, props: ScheduledFunctionProps<Need>) {
    super(scope, id);
    const { deployment, file, description, every, ...rest } = props;
    this.every = every;
    const maxEventAge = Duration.seconds(Math.min(every.toSeconds(), Duration.hours(1).toSeconds()));
    const untilNext = { retryAttempts: 2, maxEventAge };

    this.function = new ChatFunction<Need>(this, 'Task', {
      deployment,
      handler: `schedules/${file}`,
      description,
      asynchronous: untilNext,
      ...rest,
    });
    new Rule(this, 'Rule', {
      description,
      schedule: Schedule.rate(every),
      targets: [new LambdaFunction(this.function.lambda, untilNext)],
    });
  }
}
