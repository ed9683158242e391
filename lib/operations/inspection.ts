import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import { ScheduledFunction } from '../events/scheduled-function.ts';
import type { Capabilities } from '../functions/needs.ts';
import { Alarms } from './alarms.ts';

type Need = 'chatTable' | 'liveTable' | 'eventBus' | 'search' | 'indexQueue';

export interface InspectionProps {
  readonly deployment: Deployment;
  readonly capabilities: Pick<Capabilities, Need>;
}

/** Half of the time in which a delivery mark can be asked for. */
const passMost = Duration.hours(12);

/** Compares what was committed with what was told of it, again and again, and repairs what is missing. */
export class Inspection extends Construct {
  readonly task: ScheduledFunction<Need>;
  readonly #deployment: Deployment;

  constructor(scope: Construct, id: string, { deployment, capabilities }: InspectionProps) {
    super(scope, id);
    this.#deployment = deployment;
    this.task = new ScheduledFunction<Need>(this, 'InspectRecent', {
      deployment,
      file: 'inspect-recent',
      description:
        'Compares heads, messages, members, delivery marks and search of what is recent, and repairs what is missing',
      every: Duration.minutes(15),
      timeout: Duration.minutes(5),
      sharedPartitions: ['INSPECTION'],
      needs: {
        chatTable: [
          'dynamodb:Scan',
          'dynamodb:Query',
          'dynamodb:GetItem',
          'dynamodb:BatchGetItem',
          'dynamodb:ConditionCheckItem',
          'dynamodb:PutItem',
          'dynamodb:UpdateItem',
          'dynamodb:DeleteItem',
        ],
        liveTable: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:PutItem'],
        eventBus: ['events:PutEvents'],
        search: 'read',
        ...(capabilities.indexQueue && { indexQueue: 'put' }),
      },
      capabilities,
    });
  }

  /** Adds the alarms on what was found and nothing puts right, and on a pass over the table that does not end. */
  watch(mail: SnsAction | undefined): void {
    const deployment = this.#deployment;
    const metric = (metricName: string, statistic: 'Sum' | 'Maximum') =>
      new Metric({
        namespace: 'ChemChat',
        metricName,
        // What the functions' metrics carry of themselves.
        dimensionsMap: { service: `chemchat-${deployment.settings.stage}` },
        period: this.task.every,
        statistic,
      });
    const alarms = new Alarms(this, 'Alarms', { deployment, mail });
    alarms.watch({
      name: 'InspectionUnrepaired',
      description:
        'The inspection found something in the tables that nothing repairs by itself, or could not repair it.',
      runbook: 'InspectionUnrepaired',
      metric: metric('InspectionUnrepaired', 'Sum'),
      threshold: 1,
    });
    alarms.watch({
      name: 'InspectionIsBehind',
      description: 'The inspection does not come to the end of the table in the time in which it finds what is lost.',
      runbook: 'InspectionIsBehind',
      metric: metric('InspectionPassAge', 'Maximum'),
      threshold: passMost.toSeconds(),
    });
  }
}
