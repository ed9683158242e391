import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import { alarmName } from './alarm-name.ts';

export interface AlarmsProps {
  readonly deployment: Deployment;
  /** How an alarm is mailed; undefined: it is seen in CloudWatch alone. */
  readonly mail: SnsAction | undefined;
}

/** What is watched, and when it is wrong. */
export interface Watch {
  /** Last part of the alarm's name, and its construct's id. */
  readonly name: string;
  /** One sentence: what is the matter, and for whom. */
  readonly description: string;
  /** File in docs/runbooks, without its ending: what to do. */
  readonly runbook: string;
  readonly metric: IMetric;
  readonly threshold: number;
  /** Periods in a row; 1 when left out. */
  readonly evaluationPeriods?: number;
}

/** A stack's alarms: they stand beside what they watch, so that no stack holds on to another's functions. */
export class Alarms extends Construct {
  readonly #deployment: Deployment;
  readonly #mail: SnsAction | undefined;

  constructor(scope: Construct, id: string, { deployment, mail }: AlarmsProps) {
    super(scope, id);
    this.#deployment = deployment;
    this.#mail = mail;
  }

  /** Adds an alarm for a metric that is at its threshold or above it; its description ends with its runbook. */
  watch({ name, description, runbook, metric, threshold, evaluationPeriods = 1 }: Watch): void {
    const alarm = new Alarm(this, name, {
      alarmName: alarmName(this.#deployment, name),
      alarmDescription: `${description} docs/runbooks/${runbook}.md`,
      metric,
      threshold,
      evaluationPeriods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    if (this.#mail) alarm.addAlarmAction(this.#mail);
  }
}
