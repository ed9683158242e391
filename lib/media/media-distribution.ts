import { CfnOutput, Duration, Stack, Validations } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  CachePolicy,
  Distribution,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  KeyGroup,
  PublicKey,
  ResponseHeadersPolicy,
  S3OriginAccessControl,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Bucket, IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import type { FilesSettings } from '../stages.ts';

export interface MediaDistributionProps {
  readonly deployment: Deployment;
  readonly files: FilesSettings;
  readonly bucket: Bucket;
}

/** A file that is opened by itself may show its pictures, sound and text, in an origin of its own, and run nothing. */
const contentSecurityPolicy =
  "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'";

/**
 * Gives out files that were found good, to whoever has a URL that is signed for it. It is beside the bucket, since the
 * bucket's policy names it, and apart from the edge of the APIs and pages: what people upload is of another origin.
 */
export class MediaDistribution extends Construct {
  constructor(scope: Construct, id: string, { deployment, files, bucket }: MediaDistributionProps) {
    super(scope, id);
    const { allowedOrigins, stage } = deployment.settings;
    const access = new S3OriginAccessControl(this, 'Access', { description: 'Signs for the bucket of files' });
    const keys = files.keyIds.map((keyId) => PublicKey.fromPublicKeyId(this, keyId, keyId));
    const distribution = new Distribution(this, 'Distribution', {
      comment: `ChemChat ${stage}: files`,
      domainNames: [files.name],
      certificate: Certificate.fromCertificateArn(this, 'Certificate', files.certificateArn),
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      httpVersion: HttpVersion.HTTP2_AND_3,
      defaultBehavior: {
        // Not CDK's origin with access control: its policy lets the distribution read uploads too.
        origin: S3BucketOrigin.withBucketDefaults(bucket as IBucket, {
          originAccessControlId: access.originAccessControlId,
        }),
        trustedKeyGroups: [new KeyGroup(this, 'Keys', { items: keys })],
        viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
        // What is removed is gone at once, everywhere.
        cachePolicy: CachePolicy.CACHING_DISABLED,
        responseHeadersPolicy: new ResponseHeadersPolicy(this, 'Headers', {
          comment: 'Nothing in a file runs in a browser',
          securityHeadersBehavior: {
            contentTypeOptions: { override: true },
            contentSecurityPolicy: { contentSecurityPolicy, override: true },
            frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
            referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
            strictTransportSecurity: { accessControlMaxAge: Duration.days(365), override: true },
          },
          customHeadersBehavior: {
            // Each object says by which name it is saved, and if it may be shown; one that says nothing is saved.
            customHeaders: [{ header: 'Content-Disposition', value: 'attachment', override: false }],
          },
          corsBehavior: {
            accessControlAllowOrigins: [...allowedOrigins],
            accessControlAllowMethods: ['GET', 'HEAD'],
            accessControlAllowHeaders: ['*'],
            accessControlAllowCredentials: false,
            originOverride: true,
          },
        }),
      },
    });
    bucket.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudfront.amazonaws.com')],
        actions: ['s3:GetObject'],
        resources: [bucket.arnForObjects('media/*')],
        conditions: { StringEquals: { 'AWS:SourceArn': distribution.distributionArn } },
      }),
    );
    Validations.of(distribution).acknowledge(
      { id: 'AwsSolutions-CFR1', reason: 'Where people may chat from is for the operator to say.' },
      { id: 'AwsSolutions-CFR2', reason: 'It reads no body and no query, and refuses what is not signed by itself.' },
      { id: 'AwsSolutions-CFR3', reason: 'Who fetched what is in the log of the function that signed the URL.' },
    );
    new CfnOutput(Stack.of(this), 'FilesDomainTarget', {
      description: `Point a DNS alias for ${files.name} here`,
      value: distribution.distributionDomainName,
    });
  }
}
