import { describe, expect, it } from '@jest/globals';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ofType, synthesize } from './synthesize.ts';

const context = {
  stage: 'production',
  domainName: 'chat.example.com',
  certificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/1',
  edgeCertificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/2',
  mediaKeyIds: 'K2JCJMDEHXQW5F,K36X4X2EO997HM',
};
const withEdge = synthesize(context, { CDK_DEFAULT_REGION: 'eu-west-1' });
const without = synthesize({ stage: 'production' });
const { data } = withEdge;

const properties = (type: string) => Object.values(data.findResources(type)).map(({ Properties }) => Properties);
const [logicalId] = Object.keys(data.findResources('AWS::CloudFront::Distribution'));
const [distribution] = properties('AWS::CloudFront::Distribution').map(({ DistributionConfig }) => DistributionConfig);
const idOf = (type: string) => Object.keys(data.findResources(type))[0];

/** The one function that signs URLs, by what it may do with files and secrets. */
const signing = (stage: typeof withEdge) => {
  const [signer] = ofType(stage, 'AWS::Lambda::Function').filter(
    ({ Properties }) => Properties.Environment.Variables.FILES_ORIGIN !== undefined,
  );
  const statements = ofType(stage, 'AWS::IAM::Policy')
    .filter(({ Properties }) => Properties.Roles[0].Ref === signer?.Properties.Role['Fn::GetAtt'][0])
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
  return {
    environment: signer?.Properties.Environment.Variables,
    s3: statements.filter(({ Action }) => String(Action).startsWith('s3:')),
    secrets: statements
      .filter(({ Action }) => Action === 'secretsmanager:GetSecretValue')
      .map(({ Resource }) => JSON.stringify(Resource)),
  };
};

describe('files behind an edge', () => {
  it('have a distribution of their own, under another name than the pages, by TLS alone', () => {
    expect(distribution.Aliases).toEqual(['files.chat.example.com']);
    expect(distribution.ViewerCertificate).toMatchObject({
      AcmCertificateArn: context.edgeCertificateArn,
      MinimumProtocolVersion: 'TLSv1.2_2021',
    });
    expect(distribution.DefaultCacheBehavior.ViewerProtocolPolicy).toBe('https-only');
    expect(distribution.CacheBehaviors).toBeUndefined();
    data.hasOutput('FilesDomainTarget', {});
    expect(new AwsSolutionsChecks(withEdge.app).validateScope(withEdge.app).violations).toEqual([]);
  });

  it('are given to nobody without a URL that one of the keys signed', () => {
    const keys = idOf('AWS::CloudFront::KeyGroup');
    expect(distribution.DefaultCacheBehavior.TrustedKeyGroups).toEqual([{ Ref: keys }]);
    expect(properties('AWS::CloudFront::KeyGroup')[0].KeyGroupConfig.Items).toEqual([
      'K2JCJMDEHXQW5F',
      'K36X4X2EO997HM',
    ]);
  });

  it('are read from the bucket by this distribution alone, and nothing that was not looked at', () => {
    const access = idOf('AWS::CloudFront::OriginAccessControl');
    const [origin] = distribution.Origins;
    expect(origin).toMatchObject({
      DomainName: { 'Fn::GetAtt': [expect.stringMatching(/^Media/), 'RegionalDomainName'] },
      OriginAccessControlId: { 'Fn::GetAtt': [access, 'Id'] },
    });
    expect(properties('AWS::CloudFront::OriginAccessControl')[0].OriginAccessControlConfig).toMatchObject({
      OriginAccessControlOriginType: 's3',
      SigningBehavior: 'always',
      SigningProtocol: 'sigv4',
    });
    const allowed = properties('AWS::S3::BucketPolicy')
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
      .filter(({ Effect }) => Effect === 'Allow');
    expect(allowed).toEqual([
      {
        Effect: 'Allow',
        Principal: { Service: 'cloudfront.amazonaws.com' },
        Action: 's3:GetObject',
        Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': [expect.stringMatching(/^Media/), 'Arn'] }, '/media/*']] },
        Condition: {
          StringEquals: {
            'AWS:SourceArn': {
              'Fn::Join': ['', expect.arrayContaining([{ Ref: logicalId }])],
            },
          },
        },
      },
    ]);
  });

  it('run nothing in a browser, are what they say they are, and are saved where they do not say', () => {
    const [headers] = properties('AWS::CloudFront::ResponseHeadersPolicy').map(
      (one) => one.ResponseHeadersPolicyConfig,
    );
    expect(distribution.DefaultCacheBehavior.ResponseHeadersPolicyId).toEqual({
      Ref: idOf('AWS::CloudFront::ResponseHeadersPolicy'),
    });
    const { ContentTypeOptions, ContentSecurityPolicy, ReferrerPolicy } = headers.SecurityHeadersConfig;
    expect(ContentTypeOptions).toEqual({ Override: true });
    expect(ContentSecurityPolicy.Override).toBe(true);
    const directives = ContentSecurityPolicy.ContentSecurityPolicy.split('; ');
    expect(directives).toEqual(expect.arrayContaining(["default-src 'none'", 'sandbox']));
    expect(directives.filter((directive: string) => /script|connect|form|allow-/.test(directive))).toEqual([]);
    expect(ReferrerPolicy).toEqual({ Override: true, ReferrerPolicy: 'no-referrer' });
    expect(headers.CustomHeadersConfig.Items).toEqual([
      { Header: 'Content-Disposition', Value: 'attachment', Override: false },
    ]);
  });

  it("can be fetched by pages of the stage's own origins alone", () => {
    const [{ CorsConfig }] = properties('AWS::CloudFront::ResponseHeadersPolicy').map(
      (one) => one.ResponseHeadersPolicyConfig,
    );
    expect(CorsConfig.AccessControlAllowOrigins.Items).toEqual(['https://chat.example.com']);
    expect([CorsConfig.AccessControlAllowCredentials, CorsConfig.OriginOverride]).toEqual([false, true]);
  });

  it('are kept in no cache', () => {
    // AWS's own policy: CachingDisabled.
    expect(distribution.DefaultCacheBehavior.CachePolicyId).toBe('4135ea2d-6df8-44a3-9df3-4b5a84be39ad');
  });

  it('have their URLs signed by one function, which may read the key and not the files', () => {
    const { environment, s3, secrets } = signing(withEdge);
    expect(environment).toMatchObject({
      FILES_ORIGIN: 'https://files.chat.example.com',
      FILES_KEY_SECRET: 'chemchat/production/media-key',
    });
    expect(environment.MEDIA_BUCKET).toBeUndefined();
    expect(s3).toEqual([]);
    expect(secrets.filter((one) => one.includes(':secret:chemchat/production/media-key-??????'))).toHaveLength(1);
    const readers = ofType(withEdge, 'AWS::IAM::Policy').filter(({ Properties }) =>
      JSON.stringify(Properties).includes('media-key'),
    );
    expect(readers).toHaveLength(1);
  });

  it('have no key in any template', () => {
    const templates = JSON.stringify(withEdge.resources);
    expect(templates).not.toMatch(/BEGIN|PRIVATE KEY|resolve:secretsmanager:[^}]*media-key/);
    expect(ofType(withEdge, 'AWS::CloudFront::PublicKey')).toEqual([]);
    expect(ofType(withEdge, 'AWS::SecretsManager::Secret').filter((one) => /media/.test(JSON.stringify(one)))).toEqual(
      [],
    );
  });
});

describe('files without an edge', () => {
  it('are fetched from the bucket, by URLs of the function that may read them, and there is no distribution', () => {
    without.data.resourceCountIs('AWS::CloudFront::Distribution', 0);
    const { environment, s3, secrets } = signing(without);
    expect(environment.FILES_ORIGIN).toBe('');
    expect(environment.MEDIA_BUCKET).toBeDefined();
    expect(s3.map(({ Action }) => Action)).toEqual(['s3:GetObject']);
    expect(secrets).toEqual([]);
  });
});
