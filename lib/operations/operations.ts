import { Duration, Validations } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import type { DeadLetterQueue } from '../events/dead-letter-queue.ts';

/** What is watched. */
export interface OperationsProps {
  readonly deployment: Deployment;
  readonly deadLetterQueues: readonly DeadLetterQueue[];
  readonly publisher: LambdaFunction;
  readonly httpApi: HttpApi;
  /** Functions whose failures no API counts, by name. */
  readonly functions: Readonly<Record<string, LambdaFunction>>;
}

interface Watch {
  /** Last part of the alarm's name, and its construct's id. */
  readonly name: string;
  /** One sentence: what is the matter, and for whom. */
  readonly description: string;
  readonly metric: IMetric;
  readonly threshold: number;
  /** Periods in a row; 1 when left out. */
  readonly evaluationPeriods?: number;
}

/** Alarms on what is wrong by itself, mailed to the stage's alarm address if it has one. */
export class Operations extends Construct {
  readonly #deployment: Deployment;
  readonly #action: SnsAction | undefined;

  constructor(scope: Construct, id: string, props: OperationsProps) {
    super(scope, id);
    this.#deployment = props.deployment;
    this.#action = this.#mailTo(props.deployment.settings.alarmAddress);

    for (const queue of props.deadLetterQueues) {
      this.#watch({
        name: `${queue.name}DeadLetters`,
        description: `Events wait in the dead-letter queue of ${queue.name}: they failed for good and nobody replayed them yet.`,
        metric: queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: 'Maximum' }),
        threshold: 1,
      });
    }
    this.#watch({
      name: 'PublisherIteratorAge',
      description:
        'Committed messages wait over a minute to be published, so those that the fast path missed are late.',
      metric: props.publisher.metric('IteratorAge', { period: Duration.minutes(1), statistic: 'Maximum' }),
      threshold: Duration.minutes(1).toMilliseconds(),
      evaluationPeriods: 3,
    });
    this.#watch({
      name: 'HttpServerErrors',
      description: 'The HTTP API answered at least five requests in five minutes with a server error.',
      metric: props.httpApi.metricServerError({ period: Duration.minutes(5), statistic: 'Sum' }),
      threshold: 5,
    });
    for (const [name, lambda] of Object.entries(props.functions)) {
      this.#watch({
        name: `${name}Errors`,
        description: `The function ${name} failed at least five times in five minutes.`,
        metric: lambda.metricErrors({ period: Duration.minutes(5) }),
        threshold: 5,
      });
    }
  }

  #mailTo(address: string | undefined): SnsAction | undefined {
    if (!address) return undefined;
    const { enforceTls } = this.#deployment.target;
    const topic = new Topic(this, 'Alarms', { displayName: 'ChemChat alarms', enforceSSL: enforceTls });
    if (!enforceTls) {
      Validations.of(topic).acknowledge({ id: 'AwsSolutions-SNS3', reason: 'There is no TLS where this goes.' });
    }
    topic.addSubscription(new EmailSubscription(address));
    return new SnsAction(topic);
  }

  #watch({ name, description, metric, threshold, evaluationPeriods = 1 }: Watch): void {
    const alarm = new Alarm(this, name, {
      alarmName: `ChemChat-${this.#deployment.settings.stage}-${name}`,
      alarmDescription: description,
      metric,
      threshold,
      evaluationPeriods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    if (this.#action) alarm.addAlarmAction(this.#action);
  }
}
