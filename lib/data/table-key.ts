import { TableEncryptionV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';

/** How the tables are encrypted: by a key of this account if the stage wants one, else by DynamoDB's own in KMS. */
export class TableKey extends Construct {
  readonly encryption: TableEncryptionV2;

  constructor(scope: Construct, id: string, { deployment }: { deployment: Deployment }) {
    super(scope, id);
    const { customerManagedKey, dataRemovalPolicy } = deployment.settings;
    this.encryption = customerManagedKey
      ? TableEncryptionV2.customerManagedKey(
          new Key(this, 'Key', {
            description: "Encrypts ChemChat's tables",
            enableKeyRotation: true,
            removalPolicy: dataRemovalPolicy,
          }),
        )
      : TableEncryptionV2.awsManagedKey();
  }
}
