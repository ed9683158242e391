import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type Deployment, stackProps } from './deployment.ts';
import { EdgeDistribution } from './edge/edge-distribution.ts';
import { Firewall } from './edge/firewall.ts';
import { OriginSecret } from './edge/origin-secret.ts';
import { ChatFunction } from './functions/chat-function.ts';
import { alarmMail } from './operations/alarm-mail.ts';
import { Alarms } from './operations/alarms.ts';
import type { EdgeSettings } from './stages.ts';
import { WebSite } from './web/web-site.ts';

export interface EdgeStackProps {
  readonly deployment: Deployment;
  readonly edge: EdgeSettings;
}

/** CloudFront takes certificates, firewalls and log deliveries of this region alone. */
const edgeRegion = 'us-east-1';

/**
 * What stands in front of the APIs: a distribution, its firewall, the web client, and the secret by which the origins know it. It names
 * the origins and needs nothing of their stacks, so it can be in another region than they are.
 */
export class EdgeStack extends Stack {
  constructor(scope: Construct, id: string, { deployment, edge }: EdgeStackProps) {
    super(scope, id, {
      description: 'ChemChat: edge in front of the APIs',
      ...stackProps(deployment),
      env: { region: edgeRegion },
    });
    const secret = new OriginSecret(this, 'OriginSecret', {
      deployment,
      name: edge.originSecretName,
      replicaRegion: deployment.region === edgeRegion ? undefined : deployment.region,
    });
    const firewall = new Firewall(this, 'Firewall', { deployment });
    const site = new WebSite(this, 'Web', { deployment, edge });
    const { distribution } = new EdgeDistribution(this, 'Edge', {
      deployment,
      edge,
      firewallArn: firewall.arn,
      originSecret: secret.headerValue,
      web: site.behavior,
    });
    site.deployTo(distribution);
    const { lambda } = new ChatFunction(this, 'RotateOriginSecret', {
      deployment,
      handler: 'edge/rotate-origin-secret',
      description: 'Gives the edge and its origins a new secret',
      timeout: Duration.minutes(1),
      needs: {},
      capabilities: {},
    });
    distribution.grant(lambda, 'cloudfront:GetDistributionConfig', 'cloudfront:UpdateDistribution');
    lambda.addEnvironment('DISTRIBUTION_ID', distribution.distributionId);
    secret.rotateBy(lambda);
    // A topic of its own: an alarm mails through one of its own region.
    new Alarms(this, 'Watched', { deployment, mail: alarmMail(this, deployment) }).watch({
      name: 'RotateOriginSecretErrors',
      description: 'The secret by which the origins know the edge was not replaced; the old one goes on.',
      runbook: 'FunctionErrors',
      metric: lambda.metricErrors({ period: Duration.minutes(5) }),
      threshold: 1,
    });
    new CfnOutput(this, 'EdgeDomainTarget', {
      description: `Point a DNS alias for ${edge.name} here`,
      value: distribution.distributionDomainName,
    });
  }
}
