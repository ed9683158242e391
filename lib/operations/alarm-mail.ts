import { Validations } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';

/** How alarms are mailed to the stage's alarm address, if it has one. */
export const alarmMail = (scope: Construct, { settings, target }: Deployment): SnsAction | undefined => {
  if (!settings.alarmAddress) return undefined;
  const topic = new Topic(scope, 'Alarms', { displayName: 'ChemChat alarms', enforceSSL: target.enforceTls });
  if (!target.enforceTls) {
    Validations.of(topic).acknowledge({ id: 'AwsSolutions-SNS3', reason: 'There is no TLS where this goes.' });
  }
  topic.addSubscription(new EmailSubscription(settings.alarmAddress));
  return new SnsAction(topic);
};
