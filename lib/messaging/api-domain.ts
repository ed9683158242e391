import { CfnOutput, Stack } from 'aws-cdk-lib';
import { DomainName } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import type { Domain } from '../stages.ts';

export interface ApiDomainProps {
  readonly deployment: Deployment;
  /** What stands before the stage's domain: one name can't have an HTTP and a WebSocket API both. */
  readonly label: 'api' | 'ws';
  /** First part of the output that holds the name to point DNS at. */
  readonly title: 'Http' | 'WebSocket';
}

/** A name of the operator's own for an API. */
export class ApiDomain extends Construct {
  readonly name: string;
  /** The name that clients use: behind an edge it is the edge's. */
  readonly publicName: string;
  readonly domainName: DomainName;

  /** The API's domain, if the stage has one. */
  static of(scope: Construct, props: ApiDomainProps): ApiDomain | undefined {
    const { domain } = props.deployment.settings;
    return domain && new ApiDomain(scope, 'Domain', props, domain);
  }

  private constructor(
    scope: Construct,
    id: string,
    { deployment, label, title }: ApiDomainProps,
    { name, certificateArn }: Domain,
  ) {
    super(scope, id);
    this.name = `${label}.${name}`;
    this.publicName = deployment.settings.edge?.name ?? this.name;
    this.domainName = new DomainName(this, 'Name', {
      domainName: this.name,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
    });
    new CfnOutput(Stack.of(this), `${title}DomainTarget`, {
      description: `Point a DNS alias for ${this.name} here`,
      value: this.domainName.regionalDomainName,
    });
  }
}
