import { AssetHashType, type CfnElement, DockerImage, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  type BehaviorOptions,
  CachePolicy,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  type IDistribution,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import { buildWeb } from '../../web/build.ts';
import type { Deployment } from '../deployment.ts';
import type { EdgeSettings } from '../stages.ts';
import { cacheControl, webHeaders } from './web-headers.ts';

export interface WebSiteProps {
  readonly deployment: Deployment;
  readonly edge: EdgeSettings;
}

/** The client has one page, and its own paths in there: what names no file is that page. */
const pageForPaths = `function handler(event) {
  var request = event.request;
  if (!/\\.[a-z0-9]+$/i.test(request.uri)) request.uri = '/index.html';
  return request;
}`;

/** The function that puts the files there comes with CDK, one a stack, with its own runtime and grants. */
const acknowledgeUploader = (bucket: IBucket, { handlerRole }: BucketDeployment): void => {
  const uploader = handlerRole.node.scope;
  if (uploader === undefined) throw new Error('the role of the uploading function stands alone');
  const { region } = Stack.of(bucket);
  const logicalId = Stack.of(bucket).getLogicalId(bucket.node.defaultChild as CfnElement);
  const wildcards = [
    ...['GetBucket', 'GetObject', 'List', 'Abort', 'DeleteObject'].map((action) => `Action::s3:${action}*`),
    `Resource::arn:aws:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-${region}/*`,
    `Resource::<${logicalId}.Arn>/*`,
    'Resource::*',
  ];
  const reason = "CDK's own function, which runs while the stack is deployed and reaches this bucket and CDK's alone.";
  const role = 'arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
  const ids = ['L1', `IAM4[Policy::${role}]`, ...wildcards.map((wildcard) => `IAM5[${wildcard}]`)];
  Validations.of(uploader).acknowledge(...ids.map((id) => ({ id: `AwsSolutions-${id}`, reason })));
};

/** The web client: a bucket that the edge alone may read, and what it answers with. */
export class WebSite extends Construct {
  readonly behavior: BehaviorOptions;
  readonly #bucket: IBucket;

  constructor(scope: Construct, id: string, { deployment, edge }: WebSiteProps) {
    super(scope, id);
    const bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      // All of it is built from the sources, and deployed again with the stack.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // CDK's own class falls short of its interface under exactOptionalPropertyTypes.
    this.#bucket = bucket as IBucket;
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'The edge alone reads it, and logs who asked for what.',
    });
    const headers = webHeaders({
      // The name of the bucket of files is given when it is made, in a stack that this one does not need.
      uploadOrigins: [`https://*.s3.${deployment.region}.amazonaws.com`],
      fileOrigins: [`https://${edge.files.name}`],
      socketOrigin: `wss://${edge.name}`,
    });
    const own = ['content-security-policy', 'referrer-policy', 'x-content-type-options'];
    this.behavior = {
      origin: S3BucketOrigin.withOriginAccessControl(this.#bucket),
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      functionAssociations: [
        {
          function: new EdgeFunction(this, 'Pages', {
            code: FunctionCode.fromInline(pageForPaths),
            runtime: FunctionRuntime.JS_2_0,
            comment: 'Answers the paths of the web client with its page',
          }),
          eventType: FunctionEventType.VIEWER_REQUEST,
        },
      ],
      responseHeadersPolicy: new ResponseHeadersPolicy(this, 'Headers', {
        comment: 'What the web client may load and from where',
        securityHeadersBehavior: {
          contentSecurityPolicy: { contentSecurityPolicy: headers['content-security-policy'] ?? '', override: true },
          contentTypeOptions: { override: true },
          frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
          referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
        },
        customHeadersBehavior: {
          customHeaders: Object.entries(headers)
            .filter(([header]) => !own.includes(header))
            .map(([header, value]) => ({ header, value, override: true })),
        },
      }),
    };
  }

  /** Puts the client, built anew, where the edge reads it. Files of earlier ones stay: pages that are open load them. */
  deployTo(distribution: IDistribution): void {
    const source = Source.asset('web', {
      assetHashType: AssetHashType.OUTPUT,
      bundling: {
        image: DockerImage.fromRegistry('none: bundling is local'),
        local: {
          tryBundle: (directory) => {
            buildWeb(directory);
            return true;
          },
        },
      },
    });
    const common = { sources: [source], destinationBucket: this.#bucket, prune: false };
    const lasting = new BucketDeployment(this, 'Lasting', {
      ...common,
      exclude: ['*'],
      include: ['assets/*'],
      cacheControl: [CacheControl.fromString(cacheControl('/assets/'))],
    });
    const pages = new BucketDeployment(this, 'Current', {
      ...common,
      exclude: ['assets/*'],
      cacheControl: [CacheControl.fromString(cacheControl('/'))],
      distribution,
      distributionPaths: ['/*'],
    });
    // A page names files that have to be there before it.
    pages.node.addDependency(lasting);
    acknowledgeUploader(this.#bucket, pages);
  }
}
