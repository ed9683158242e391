import { RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { type IAccessLogSettings, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';

export interface AccessLogProps {
  readonly deployment: Deployment;
  /** Last part of the log group's name. */
  readonly name: string;
  /** Fields of the JSON line: name -> context variable of API Gateway, without `$context.`. */
  readonly fields: Readonly<Record<string, string>>;
}

/** Where an API writes a line for each request: never with the query string, for tokens are in it. */
export class AccessLog extends Construct {
  readonly settings: IAccessLogSettings;

  constructor(scope: Construct, id: string, { deployment, name, fields }: AccessLogProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Logs', {
      // Below this name API Gateway needs no resource policy of its own for each group; there is room for few.
      logGroupName: `/aws/vendedlogs/chemchat/${deployment.settings.stage}/${name}`,
      retention: deployment.settings.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const line = Object.fromEntries(Object.entries(fields).map(([field, variable]) => [field, `$context.${variable}`]));
    this.settings = {
      destination: new LogGroupLogDestination(logGroup),
      format: AccessLogFormat.custom(JSON.stringify(line)),
    };
  }
}
