import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { AppStack } from './app-stack.ts';
import { type Deployment, stackProps } from './deployment.ts';
import { ChatHttpApi } from './messaging/http-api.ts';
import { Alarms } from './operations/alarms.ts';

export interface HttpStackProps {
  readonly deployment: Deployment;
  readonly app: AppStack;
}

/** The HTTP API and its functions: with the rest they would pass CloudFormation's 500 resources a stack. */
export class HttpStack extends Stack {
  constructor(scope: Construct, id: string, { deployment, app }: HttpStackProps) {
    super(scope, id, { description: 'ChemChat: HTTP API', ...stackProps(deployment) });
    const { api, url } = new ChatHttpApi(this, 'Http', { deployment, capabilities: app.capabilities });
    new Alarms(this, 'Alarms', { deployment, mail: app.alarmMail }).watch({
      name: 'HttpServerErrors',
      description: 'The HTTP API answered at least five requests in five minutes with a server error.',
      runbook: 'HttpServerErrors',
      metric: api.metricServerError({ period: Duration.minutes(5), statistic: 'Sum' }),
      threshold: 5,
    });
    new CfnOutput(this, 'HttpApiId', { value: api.apiId });
    new CfnOutput(this, 'HttpApiUrl', { value: url });
  }
}
