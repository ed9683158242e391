import { Duration, Validations } from 'aws-cdk-lib';
import {
  AccountRecovery,
  ClientAttributes,
  FeaturePlan,
  LambdaVersion,
  StringAttribute,
  UserPool,
  type UserPoolClient,
  UserPoolOperation,
} from 'aws-cdk-lib/aws-cognito';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import { ChatFunction } from '../functions/chat-function.ts';

export interface IdentityProps {
  readonly deployment: Deployment;
  readonly chatTable: TableV2;
}

/**
 * Who people are: the user pool, the client that only the functions use, and the trigger that puts the tenant and the
 * roles into access tokens. A person's username in Cognito is our user id.
 */
export class Identity extends Construct {
  readonly pool: UserPool;
  readonly client: UserPoolClient;
  readonly addTokenClaims: ChatFunction<'chatTable'>;

  constructor(scope: Construct, id: string, { deployment, chatTable }: IdentityProps) {
    super(scope, id);
    const { settings } = deployment;

    this.pool = new UserPool(this, 'UserPool', {
      // Version 2 of the pre-token trigger, which may change access tokens, comes with this plan.
      featurePlan: FeaturePlan.ESSENTIALS,
      selfSignUpEnabled: false,
      signInAliases: { username: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      // New passwords take a code of ours; nobody gets one from Cognito itself.
      accountRecovery: AccountRecovery.NONE,
      standardAttributes: { email: { required: false, mutable: true } },
      customAttributes: { tenant_id: new StringAttribute({ mutable: false, minLen: 1, maxLen: 64 }) },
      passwordPolicy: {
        minLength: 8,
        requireLowercase: false,
        requireUppercase: false,
        requireDigits: false,
        requireSymbols: false,
      },
      removalPolicy: settings.dataRemovalPolicy,
      deletionProtection: settings.deletionProtection,
    });
    Validations.of(this.pool).acknowledge(
      {
        id: 'AwsSolutions-COG1',
        reason: 'NIST SP 800-63B: length counts; rules on character classes lead to weaker passwords.',
      },
      { id: 'AwsSolutions-COG2', reason: 'Whether to use a second factor is for each person to decide.' },
      {
        id: 'AwsSolutions-COG8',
        reason: 'The Plus plan costs $0.02 a user and month; failed logins are counted by ChemChat itself.',
      },
    );

    this.client = this.pool.addClient('Client', {
      authFlows: { adminUserPassword: true },
      disableOAuth: true,
      generateSecret: false,
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.minutes(15),
      idTokenValidity: Duration.minutes(15),
      refreshTokenValidity: Duration.days(7),
      // Whoever holds an access token may call Cognito directly; the address must not change behind the directory.
      writeAttributes: new ClientAttributes().withStandardAttributes({ locale: true }),
    });

    this.addTokenClaims = new ChatFunction(this, 'AddTokenClaims', {
      deployment,
      handler: 'identity/add-token-claims',
      description: 'Puts the tenant and the roles into access tokens',
      // Cognito waits no longer than this.
      timeout: Duration.seconds(5),
      memorySize: 1024,
      needs: { chatTable: ['dynamodb:GetItem'] },
      capabilities: { chatTable },
    });
    this.pool.addTrigger(UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG, this.addTokenClaims.lambda, LambdaVersion.V2_0);
  }
}
