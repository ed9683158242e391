import { Duration } from 'aws-cdk-lib';
import { Grant, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnRotationSchedule, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';

export interface OriginSecretProps {
  readonly deployment: Deployment;
  readonly name: string;
  /** Where the origins read it, if that is another region than this stack's. */
  readonly replicaRegion: string | undefined;
}

/** What the edge says to the origins with each request, `current` of three values: functions/domain/edge/origin-secret.ts. */
export class OriginSecret extends Construct {
  readonly #secret: Secret;

  constructor(scope: Construct, id: string, { deployment, name, replicaRegion }: OriginSecretProps) {
    super(scope, id);
    this.#secret = new Secret(this, 'Secret', {
      secretName: name,
      description: 'What the edge says to the origins, so that they answer nobody else',
      generateSecretString: { secretStringTemplate: '{}', generateStringKey: 'current', excludePunctuation: true },
      ...(replicaRegion && { replicaRegions: [{ region: replicaRegion }] }),
      removalPolicy: deployment.settings.dataRemovalPolicy,
    });
  }

  /** For the edge's header: CloudFormation puts the value in when it deploys, and the template holds none. */
  get headerValue(): string {
    return this.#secret.secretValueFromJson('current').unsafeUnwrap();
  }

  /** Lets a function rotate it: each 30 days, and the first time right after the first deployment. */
  rotateBy(lambda: LambdaFunction): void {
    Grant.addToPrincipal({
      grantee: lambda,
      actions: [
        'secretsmanager:DescribeSecret',
        'secretsmanager:GetSecretValue',
        'secretsmanager:PutSecretValue',
        'secretsmanager:UpdateSecretVersionStage',
      ],
      resourceArns: [this.#secret.secretArn],
    });
    lambda.addPermission('Rotation', {
      principal: new ServicePrincipal('secretsmanager.amazonaws.com'),
      sourceArn: this.#secret.secretArn,
    });
    // Not the construct that comes with the secret: it grants a password generator over all resources besides.
    new CfnRotationSchedule(this, 'Rotation', {
      secretId: this.#secret.secretArn,
      rotationLambdaArn: lambda.functionArn,
      rotationRules: { automaticallyAfterDays: Duration.days(30).toDays() },
    }).node.addDependency(lambda);
  }
}
