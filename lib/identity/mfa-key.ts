import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';

/** The key that seals the secrets of people's authenticator apps: who has a copy of the table has none of them. */
export class MfaKey extends Construct {
  readonly keyArn: string;

  constructor(scope: Construct, id: string, { deployment }: { deployment: Deployment }) {
    super(scope, id);
    const { keyArn } = new Key(this, 'Key', {
      description: "Seals the secrets of ChemChat's second factors",
      enableKeyRotation: true,
      removalPolicy: deployment.settings.dataRemovalPolicy,
    });
    this.keyArn = keyArn;
  }
}
