import { describe, expect, it } from '@jest/globals';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { originSecretHeader, viewerAddressHeader } from '../../../functions/contract/edge-headers.ts';
import { securityHeaders } from '../../../functions/contract/security-headers.ts';
import { ofType, type Resource, type Synthesized, synthesize } from './synthesize.ts';

const context = {
  stage: 'production',
  domainName: 'chat.example.com',
  certificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/1',
  edgeCertificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/2',
  mediaKeyIds: 'K2JCJMDEHXQW5F,K36X4X2EO997HM',
};
const withEdge = synthesize(context, { CDK_DEFAULT_REGION: 'eu-west-1' });
const without = synthesize({ stage: 'production' });
const edge = withEdge.edge as Template;

const [distribution] = Object.values(edge.findResources('AWS::CloudFront::Distribution')).map(
  ({ Properties }) => Properties.DistributionConfig,
);
const web = distribution.DefaultCacheBehavior;
const apis = distribution.CacheBehaviors;
const apiOrigins = distribution.Origins.filter(({ CustomOriginConfig }: Resource['Properties']) => CustomOriginConfig);

/** The security headers that go with the answers of a behaviour. */
const headersOf = ({ ResponseHeadersPolicyId: { Ref } }: { ResponseHeadersPolicyId: { Ref: string } }) =>
  edge.findResources('AWS::CloudFront::ResponseHeadersPolicy')[Ref]?.Properties.ResponseHeadersPolicyConfig
    .SecurityHeadersConfig;

/** A function of the edge, by what its comment says. */
const edgeFunction = (word: string) => {
  const [code] = ofType(withEdge, 'AWS::CloudFront::Function')
    .filter(({ Properties }) => Properties.FunctionConfig.Comment.includes(word))
    .map(({ Properties }) => Properties.FunctionCode);
  return new Function(`${code}; return handler;`)();
};

describe('the edge', () => {
  it('is there when the stage has a certificate for its own name, and has nothing against it', () => {
    expect(without.edge).toBeUndefined();
    expect(new AwsSolutionsChecks(withEdge.app).validateScope(withEdge.app).violations).toEqual([]);
  });

  it('has an alarm where its secret is not replaced', () => {
    edge.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'ChemChat-production-RotateOriginSecretErrors',
      AlarmDescription: Match.stringLikeRegexp('docs/runbooks/FunctionErrors\\.md$'),
      MetricName: 'Errors',
      Threshold: 1,
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: Match.stringLikeRegexp('^RotateOriginSecret') } }],
    });
  });

  it('has one name for the web client and both APIs, by TLS alone', () => {
    expect(distribution.Aliases).toEqual(['chat.example.com']);
    expect(apiOrigins.map(({ DomainName }: { DomainName: string }) => DomainName)).toEqual([
      'api.chat.example.com',
      'ws.chat.example.com',
    ]);
    expect(apis.map(({ PathPattern }: { PathPattern: string }) => PathPattern)).toEqual([
      '/api/*',
      '/health',
      '/metrics',
      '/ws',
    ]);
    expect(distribution.ViewerCertificate).toMatchObject({
      AcmCertificateArn: context.edgeCertificateArn,
      MinimumProtocolVersion: 'TLSv1.2_2021',
    });
    for (const { ViewerProtocolPolicy } of apis) expect(ViewerProtocolPolicy).toBe('https-only');
    expect(web.ViewerProtocolPolicy).toBe('redirect-to-https');
    for (const { CustomOriginConfig } of apiOrigins) {
      expect(CustomOriginConfig.OriginProtocolPolicy).toBe('https-only');
    }
  });

  it('caches nothing of the APIs, and passes on what the client sent but for the host', () => {
    for (const { CachePolicyId, OriginRequestPolicyId } of apis) {
      // AWS's own policies: CachingDisabled, AllViewerExceptHostHeader.
      expect([CachePolicyId, OriginRequestPolicyId]).toEqual([
        '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
        'b689b0a8-53d0-40ab-baf2-68738e2966ac',
      ]);
    }
  });

  it('says with each answer of the HTTP API what its functions say, where API Gateway answers by itself', () => {
    for (const behavior of apis.filter(({ PathPattern }: { PathPattern: string }) => PathPattern !== '/ws')) {
      const { ContentSecurityPolicy, ContentTypeOptions, StrictTransportSecurity } = headersOf(behavior);
      expect(ContentSecurityPolicy).toEqual({
        ContentSecurityPolicy: securityHeaders['content-security-policy'],
        Override: false,
      });
      expect(ContentTypeOptions).toEqual({ Override: true });
      const { AccessControlMaxAgeSec, IncludeSubdomains, Override } = StrictTransportSecurity;
      expect([`max-age=${AccessControlMaxAgeSec}; includeSubDomains`, IncludeSubdomains, Override]).toEqual([
        securityHeaders['strict-transport-security'],
        true,
        false,
      ]);
    }
  });

  it("tells every origin the client's address, whatever the client says of it", () => {
    const handler = edgeFunction('origins');
    const request = { headers: { [viewerAddressHeader]: { value: 'forged' } } };
    expect(handler({ request, viewer: { ip: '192.0.2.7' } }).headers).toEqual({
      [viewerAddressHeader]: { value: '192.0.2.7' },
    });
    for (const { FunctionAssociations } of apis) expect(FunctionAssociations[0].EventType).toBe('viewer-request');
  });

  it('shows itself to the origins by a secret that no template holds', () => {
    for (const { OriginCustomHeaders } of apiOrigins) {
      expect(OriginCustomHeaders).toEqual([
        {
          HeaderName: originSecretHeader,
          HeaderValue: {
            'Fn::Join': ['', ['{{resolve:secretsmanager:', expect.anything(), ':SecretString:current::}}']],
          },
        },
      ]);
    }
  });

  it('changes the secret each 30 days, by a function that may do that and no more', () => {
    edge.hasResourceProperties('AWS::SecretsManager::RotationSchedule', {
      RotationRules: { AutomaticallyAfterDays: 30 },
    });
    edge.hasResourceProperties('AWS::Lambda::Permission', {
      Principal: 'secretsmanager.amazonaws.com',
      SourceArn: { Ref: Match.stringLikeRegexp('^OriginSecret') },
    });
    const statements = ofType(withEdge, 'AWS::IAM::Policy')
      .filter(({ Properties }) => Properties.PolicyName.startsWith('RotateOriginSecret'))
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
    expect(statements.flatMap(({ Action }) => Action).sort()).toEqual([
      'cloudfront:GetDistributionConfig',
      'cloudfront:UpdateDistribution',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'secretsmanager:DescribeSecret',
      'secretsmanager:GetSecretValue',
      'secretsmanager:PutSecretValue',
      'secretsmanager:UpdateSecretVersionStage',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
    expect(statements.filter(({ Resource }) => Resource === '*').flatMap(({ Action }) => Action)).toEqual([
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
  });

  it('copies the secret to where the origins are', () => {
    const replicas = (stage: Synthesized) => ofType(stage, 'AWS::SecretsManager::Secret')[0]?.Properties.ReplicaRegions;
    expect(replicas(withEdge)).toEqual([{ Region: 'eu-west-1' }]);
    expect(replicas(synthesize(context, { CDK_DEFAULT_REGION: 'us-east-1' }))).toBeUndefined();
  });

  it('takes a region that is known beforehand', () => {
    expect(() => synthesize(context)).toThrow('an edge takes a region that is known beforehand');
  });

  it('logs requests without their query, for tokens are in it', () => {
    const [fields] = ofType(withEdge, 'AWS::Logs::Delivery').map(({ Properties }) => Properties.RecordFields);
    expect(fields).toContain('cs-uri-stem');
    expect(fields.filter((field: string) => /query|cookie|header|referer/i.test(field))).toEqual([]);
  });
});

describe('the web client at the edge', () => {
  it('is read from a bucket that nobody else reads, and has what its page may load said with each answer', () => {
    const [origin] = distribution.Origins.filter(({ S3OriginConfig }: Resource['Properties']) => S3OriginConfig);
    expect(web.TargetOriginId).toBe(origin.Id);
    expect(origin.OriginAccessControlId).toBeDefined();
    expect(origin.OriginCustomHeaders).toBeUndefined();
    const [bucket] = Object.values(edge.findResources('AWS::S3::Bucket'));
    expect(bucket?.Properties.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    const policy = headersOf(web);
    expect(policy.ContentSecurityPolicy.ContentSecurityPolicy).toBe(
      "default-src 'self'; connect-src 'self' https://*.s3.eu-west-1.amazonaws.com wss://chat.example.com; " +
        "img-src 'self' blob: data: https://files.chat.example.com; " +
        "media-src 'self' blob: https://files.chat.example.com; object-src 'none'; base-uri 'none'; " +
        "form-action 'self'; frame-ancestors 'none'",
    );
    expect(policy.ReferrerPolicy.ReferrerPolicy).toBe('no-referrer');
  });

  it('answers its own paths with its page, and files as they are', () => {
    const answer = (uri: string) => edgeFunction('page')({ request: { uri } }).uri;
    expect(['/', '/c/01K', '/settings'].map(answer)).toEqual(['/index.html', '/index.html', '/index.html']);
    expect(['/assets/main-X.js', '/favicon.svg'].map(answer)).toEqual(['/assets/main-X.js', '/favicon.svg']);
  });

  it('has its files there before the page that names them, and leaves those of earlier pages', () => {
    const [lasting, current] = ofType(withEdge, 'Custom::CDKBucketDeployment').map(({ Properties }) => Properties);
    expect([lasting?.Include, current?.Exclude]).toEqual([['assets/*'], ['assets/*']]);
    expect([lasting?.Prune, current?.Prune]).toEqual([false, false]);
    expect([lasting, current].map((one) => one?.SystemMetadata['cache-control'])).toEqual([
      'public, max-age=31536000, immutable',
      'no-cache',
    ]);
    expect(current?.DistributionPaths).toEqual(['/*']);
  });
});

describe('the firewall', () => {
  const [acl] = ofType(withEdge, 'AWS::WAFv2::WebACL').map(({ Properties }) => Properties);
  const group = (name: string) =>
    acl.Rules.map(({ Statement }: { Statement: Record<string, { Name: string }> }) => Statement)
      .map(({ ManagedRuleGroupStatement }: Record<string, unknown>) => ManagedRuleGroupStatement)
      .find((one: { Name: string } | undefined) => one?.Name === name);

  it('stands before the distribution', () => {
    expect(acl.Scope).toBe('CLOUDFRONT');
    expect(distribution.WebACLId).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^FirewallAcl/), 'Arn'] });
  });

  it('answers 429 to a flood from one address, above what one busy person sends', () => {
    expect(acl.Rules[0]).toMatchObject({
      Action: { Block: { CustomResponse: { ResponseCode: 429 } } },
      Statement: { RateBasedStatement: { AggregateKeyType: 'IP', Limit: 9_000 } },
    });
    expect(9_000).toBeGreaterThan(20 * 5 * 60);
  });

  it("has AWS's managed rules, and lets people send code and search for it", () => {
    expect(group('AWSManagedRulesAmazonIpReputationList').RuleActionOverrides).toEqual([]);
    const overridden = (name: string) => group(name).RuleActionOverrides.map(({ Name }: { Name: string }) => Name);
    expect(overridden('AWSManagedRulesKnownBadInputsRuleSet')).toContain('Log4JRCE_BODY');
    expect(overridden('AWSManagedRulesCommonRuleSet')).toEqual(
      expect.arrayContaining(['SizeRestrictions_BODY', 'CrossSiteScripting_BODY', 'CrossSiteScripting_QUERYARGUMENTS']),
    );
  });

  it('logs what it blocked without tokens', () => {
    edge.hasResourceProperties('AWS::WAFv2::LoggingConfiguration', {
      RedactedFields: [{ QueryString: {} }, { SingleHeader: { Name: 'authorization' } }],
      LoggingFilter: { DefaultBehavior: 'DROP' },
    });
  });
});

describe('the APIs behind an edge', () => {
  it('can be called by their own names of AWS no more', () => {
    const closed = (stage: Synthesized) =>
      ofType(stage, 'AWS::ApiGatewayV2::Api').map(({ Properties }) => Properties.DisableExecuteApiEndpoint);
    expect(closed(withEdge)).toEqual([true, true]);
    expect(closed(without)).toEqual([false, false]);
  });

  it("ask for the edge's secret in every function that a client reaches first, and may read it alone", () => {
    const asks = (stage: Synthesized) =>
      ofType(stage, 'AWS::Lambda::Function').filter(
        ({ Properties }) => Properties.Environment.Variables.ORIGIN_SECRET === 'chemchat/production/origin',
      );
    const routes = ofType(withEdge, 'AWS::ApiGatewayV2::Integration').filter(
      ({ Properties }) => Properties.PayloadFormatVersion === '2.0',
    );
    expect(asks(withEdge)).toHaveLength(routes.length + 1);
    expect(asks(without)).toEqual([]);
    const reads = ofType(withEdge, 'AWS::IAM::Policy')
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .filter(({ Action }) => Action === 'secretsmanager:GetSecretValue')
      .flatMap(({ Resource }) => (Array.isArray(Resource) ? Resource : [Resource]))
      .map((resource) => JSON.stringify(resource));
    const ofOrigin = reads.filter((resource) => resource.includes(':secret:chemchat/production/origin-??????'));
    expect(ofOrigin).toHaveLength(routes.length + 1);
    // The other is the key that signs URLs of files.
    expect(reads.filter((resource) => !ofOrigin.includes(resource))).toHaveLength(1);
  });

  it("are called by the edge's name, and posts go by the WebSocket API's own", () => {
    withEdge.http.hasOutput('HttpApiUrl', { Value: 'https://chat.example.com' });
    withEdge.chat.hasOutput('WebSocketUrl', { Value: 'wss://chat.example.com/ws' });
    const endpoints = ofType(withEdge, 'AWS::Lambda::Function')
      .map(({ Properties }) => Properties.Environment.Variables.CONNECTIONS_ENDPOINT)
      .filter((endpoint) => endpoint !== undefined);
    expect([...new Set(endpoints)]).toEqual(['https://ws.chat.example.com/ws']);
  });

  it("let browsers connect from the edge's own origin", () => {
    const origins = ofType(withEdge, 'AWS::Lambda::Function')
      .map(({ Properties }) => Properties.Environment.Variables.ALLOWED_ORIGINS)
      .filter((list) => list !== undefined);
    expect(origins).toEqual(['https://chat.example.com']);
  });
});
