import { Duration, Validations } from 'aws-cdk-lib';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  HttpMethods,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';

/**
 * Where files are. What clients send arrives under `uploads/`, where it is looked at and nobody can download it; what was
 * found good is under `media/`. Browsers send and fetch from the stage's own origins alone.
 */
export class MediaBucket extends Bucket {
  constructor(scope: Construct, id: string, { deployment }: { deployment: Deployment }) {
    const { settings, target } = deployment;
    super(scope, id, {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: target.enforceTls,
      removalPolicy: settings.dataRemovalPolicy,
      ...(settings.allowedOrigins.length > 0 && {
        cors: [
          {
            allowedOrigins: [...settings.allowedOrigins],
            allowedMethods: [HttpMethods.POST, HttpMethods.GET, HttpMethods.HEAD],
            allowedHeaders: ['*'],
            maxAge: Duration.hours(1).toSeconds(),
          },
        ],
      }),
      lifecycleRules: [
        { abortIncompleteMultipartUploadAfter: Duration.days(1) },
        // Each goes when it was looked at; this is for those that nobody came back to.
        { prefix: 'uploads/', expiration: Duration.days(2) },
      ],
    });
    // On the bucket itself: CDK's own way is a custom resource.
    (this.node.defaultChild as CfnBucket).notificationConfiguration = {
      eventBridgeConfiguration: { eventBridgeEnabled: true },
    };
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'Who sent and fetched what is in the logs of the functions that gave out each form and URL.',
    });
    if (!target.enforceTls) {
      Validations.of(this).acknowledge({ id: 'AwsSolutions-S10', reason: 'There is no TLS where this goes.' });
    }
  }
}
