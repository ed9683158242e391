import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnLoggingConfiguration, CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';

/** Requests that one address may make in five minutes: a person's 20 sends a second, and half as many again beside. */
const requestsPerAddress = 9_000;

/**
 * Rules that are counted and block nothing, by group: those that look into bodies and queries, for a message, and what
 * is searched for, may be a piece of code, a log or a path, and a message is longer than the 8 KB that the size rule
 * lets pass; and the one that wants a User-Agent, which plain WebSocket clients do not send. What users write is never
 * rendered as HTML, and goes into no command.
 */
const counted = {
  KnownBadInputsRuleSet: ['JavaDeserializationRCE_BODY', 'Log4JRCE_BODY', 'Log4JRCE_QUERYSTRING'],
  CommonRuleSet: [
    'NoUserAgent_HEADER',
    'SizeRestrictions_BODY',
    ...['CrossSiteScripting', 'EC2MetaDataSSRF', 'GenericLFI', 'GenericRFI'].flatMap((rule) => [
      `${rule}_BODY`,
      `${rule}_QUERYARGUMENTS`,
    ]),
  ],
};

const visible = (metricName: string): CfnWebACL.VisibilityConfigProperty => ({
  metricName,
  cloudWatchMetricsEnabled: true,
  sampledRequestsEnabled: false,
});

const managed = (priority: number, name: string, countedRules: readonly string[] = []): CfnWebACL.RuleProperty => ({
  name,
  priority,
  overrideAction: { none: {} },
  statement: {
    managedRuleGroupStatement: {
      vendorName: 'AWS',
      name: `AWSManagedRules${name}`,
      ruleActionOverrides: countedRules.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
    },
  },
  visibilityConfig: visible(name),
});

/** What is refused before it reaches an origin: floods from one address, and what AWS's managed rules know as bad. */
export class Firewall extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, { deployment }: { deployment: Deployment }) {
    super(scope, id);
    const { stage, logRetention } = deployment.settings;
    const acl = new CfnWebACL(this, 'Acl', {
      name: `chemchat-${stage}`,
      scope: 'CLOUDFRONT',
      defaultAction: { allow: {} },
      rules: [
        {
          name: 'RatePerAddress',
          priority: 0,
          action: { block: { customResponse: { responseCode: 429 } } },
          statement: { rateBasedStatement: { aggregateKeyType: 'IP', limit: requestsPerAddress } },
          visibilityConfig: visible('RatePerAddress'),
        },
        managed(1, 'AmazonIpReputationList'),
        managed(2, 'KnownBadInputsRuleSet', counted.KnownBadInputsRuleSet),
        managed(3, 'CommonRuleSet', counted.CommonRuleSet),
      ],
      visibilityConfig: visible('Firewall'),
    });
    this.arn = acl.attrArn;

    const blocked = new LogGroup(this, 'Blocked', {
      // WAF writes to no group without this prefix.
      logGroupName: `aws-waf-logs-chemchat-${stage}`,
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new CfnLoggingConfiguration(this, 'Logging', {
      resourceArn: acl.attrArn,
      logDestinationConfigs: [blocked.logGroupArn],
      // Tokens are in both.
      redactedFields: [{ queryString: {} }, { singleHeader: { Name: 'authorization' } }],
      loggingFilter: {
        DefaultBehavior: 'DROP',
        Filters: [
          {
            Behavior: 'KEEP',
            Requirement: 'MEETS_ANY',
            Conditions: [{ ActionCondition: { Action: 'BLOCK' } }],
          },
        ],
      },
    });
  }
}
