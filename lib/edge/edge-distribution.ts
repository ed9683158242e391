import { ArnFormat, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { CfnDelivery, CfnDeliveryDestination, CfnDeliverySource, LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { originSecretHeader, viewerAddressHeader } from '../../functions/contract/edge-headers.ts';
import { securityHeaders, transportSecuritySeconds } from '../../functions/contract/security-headers.ts';
import type { Deployment } from '../deployment.ts';
import type { EdgeSettings } from '../stages.ts';

export interface EdgeDistributionProps {
  readonly deployment: Deployment;
  readonly edge: EdgeSettings;
  readonly firewallArn: string;
  /** What the origins ask for in the header by which the edge shows itself. */
  readonly originSecret: string;
  /** What answers all that is not the APIs'. */
  readonly web: BehaviorOptions;
}

/**
 * Overwrites whatever the client says of its own address. CloudFront's own header for it can't go to an origin together
 * with Authorization and without the viewer's Host.
 */
const tellViewerAddress = `function handler(event) {
  var request = event.request;
  request.headers['${viewerAddressHeader}'] = { value: event.viewer.ip };
  return request;
}`;

/** What is logged of a request: never the query string, for tokens are in it. */
const loggedFields = [
  'date',
  'time',
  'x-edge-location',
  'c-ip',
  'cs-method',
  'cs-uri-stem',
  'sc-status',
  'x-edge-result-type',
  'x-edge-request-id',
  'time-taken',
  'sc-bytes',
  'ssl-protocol',
];

/** One origin for clients: the web client and both APIs behind one name, with the firewall before them. */
export class EdgeDistribution extends Construct {
  readonly distribution: Distribution;

  constructor(scope: Construct, id: string, props: EdgeDistributionProps) {
    super(scope, id);
    const { edge, deployment } = props;
    const viewerAddress = new EdgeFunction(this, 'ViewerAddress', {
      code: FunctionCode.fromInline(tellViewerAddress),
      runtime: FunctionRuntime.JS_2_0,
      comment: "Tells the origins the client's address",
    });
    const behaviorTo = (host: string): BehaviorOptions => ({
      origin: new HttpOrigin(host, {
        protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
        originSslProtocols: [OriginSslPolicy.TLS_V1_2],
        customHeaders: { [originSecretHeader]: props.originSecret },
      }),
      allowedMethods: AllowedMethods.ALLOW_ALL,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      functionAssociations: [{ function: viewerAddress, eventType: FunctionEventType.VIEWER_REQUEST }],
    });

    const toHttpApi = {
      ...behaviorTo(`api.${edge.name}`),
      // For what API Gateway answers by itself; a function's own stay.
      responseHeadersPolicy: new ResponseHeadersPolicy(this, 'ApiHeaders', {
        comment: 'What the HTTP API says to browsers with each answer',
        securityHeadersBehavior: {
          contentSecurityPolicy: {
            contentSecurityPolicy: securityHeaders['content-security-policy'],
            override: false,
          },
          contentTypeOptions: { override: true },
          strictTransportSecurity: {
            accessControlMaxAge: Duration.seconds(transportSecuritySeconds),
            includeSubdomains: true,
            override: false,
          },
        },
      }),
    };
    this.distribution = new Distribution(this, 'Distribution', {
      comment: `ChemChat ${deployment.settings.stage}`,
      domainNames: [edge.name],
      certificate: Certificate.fromCertificateArn(this, 'Certificate', edge.certificateArn),
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      httpVersion: HttpVersion.HTTP2_AND_3,
      webAclId: props.firewallArn,
      defaultBehavior: props.web,
      additionalBehaviors: {
        ...Object.fromEntries(['/api/*', '/health', '/metrics'].map((path) => [path, toHttpApi])),
        '/ws': behaviorTo(`ws.${edge.name}`),
      },
    });
    Validations.of(this.distribution).acknowledge(
      { id: 'AwsSolutions-CFR1', reason: 'Where people may chat from is for the operator to say.' },
      {
        id: 'AwsSolutions-CFR3',
        reason: 'Logged by a delivery that leaves the query string out, for tokens are in it.',
      },
    );
    this.#log(deployment);
  }

  #log({ settings }: Deployment): void {
    const name = `chemchat-${settings.stage}-edge`;
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/vendedlogs/chemchat/${settings.stage}/edge-access`,
      retention: settings.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const source = new CfnDeliverySource(this, 'LogSource', {
      name,
      logType: 'ACCESS_LOGS',
      resourceArn: Stack.of(this).formatArn({
        service: 'cloudfront',
        region: '',
        resource: 'distribution',
        resourceName: this.distribution.distributionId,
        arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
      }),
    });
    const destination = new CfnDeliveryDestination(this, 'LogDestination', {
      name,
      destinationResourceArn: logGroup.logGroupArn,
      outputFormat: 'json',
    });
    new CfnDelivery(this, 'LogDelivery', {
      deliverySourceName: source.name,
      deliveryDestinationArn: destination.attrArn,
      recordFields: loggedFields,
    }).addResourceDependency(source);
  }
}
