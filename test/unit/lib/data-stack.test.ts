import { describe, expect, it } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { ofType, synthesize } from './synthesize.ts';

const dev = synthesize({ stage: 'dev' });
const production = synthesize({ stage: 'production' });

const table = 'AWS::DynamoDB::GlobalTable';
const tableWith = (stage: typeof dev, properties: object) =>
  stage.data.resourcePropertiesCountIs(table, Match.objectLike(properties), 1);

describe('the Chat table', () => {
  const replica = (properties: object) => ({
    StreamSpecification: Match.anyValue(),
    Replicas: [Match.objectLike(properties)],
  });

  it('streams new and old images', () => {
    tableWith(dev, { StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' } });
  });

  it('can be restored to any point in time', () => {
    tableWith(dev, replica({ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }));
  });

  it('lets items that have an end expire, and has no index', () => {
    tableWith(dev, {
      StreamSpecification: Match.anyValue(),
      TimeToLiveSpecification: { AttributeName: 'expiresAtSeconds', Enabled: true },
      GlobalSecondaryIndexes: Match.absent(),
    });
  });
});

describe('the Live table', () => {
  it('lets items expire and has no stream', () => {
    tableWith(dev, {
      Replicas: [Match.objectLike({ PointInTimeRecoverySpecification: Match.absent() })],
      TimeToLiveSpecification: { AttributeName: 'expiresAtSeconds', Enabled: true },
      StreamSpecification: Match.absent(),
    });
  });
});

describe('the Audit table', () => {
  it('lets entries expire, can be restored to any point in time and has no stream', () => {
    tableWith(dev, {
      Replicas: [Match.objectLike({ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } })],
      TimeToLiveSpecification: { AttributeName: 'expiresAtSeconds', Enabled: true },
      StreamSpecification: Match.absent(),
    });
  });
});

describe('all tables', () => {
  it('have the keys of the design and are paid for on demand', () => {
    dev.data.resourceCountIs(table, 3);
    dev.data.allResourcesProperties(table, {
      KeySchema: [
        { AttributeName: 'PK', KeyType: 'HASH' },
        { AttributeName: 'SK', KeyType: 'RANGE' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
    });
  });

  it('are encrypted in KMS', () => {
    dev.data.allResourcesProperties(table, { SSESpecification: { SSEEnabled: true, SSEType: 'KMS' } });
    // The one is for second factors.
    dev.data.resourceCountIs('AWS::KMS::Key', 1);
  });

  it("are encrypted with the account's own rotating key when the stage wants one", () => {
    const { data } = synthesize({ stage: 'dev', customerManagedKey: 'true' }, { CDK_DEFAULT_REGION: 'eu-west-1' });
    data.resourceCountIs('AWS::KMS::Key', 2);
    data.allResourcesProperties('AWS::KMS::Key', { EnableKeyRotation: true });
    data.allResourcesProperties(table, { Replicas: [Match.objectLike({ SSESpecification: Match.anyValue() })] });
  });

  it('are kept and protected in production', () => {
    production.data.allResources(table, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    production.data.allResourcesProperties(table, {
      Replicas: [Match.objectLike({ DeletionProtectionEnabled: true })],
    });
  });

  it('go with the stack in dev', () => {
    dev.data.allResources(table, { DeletionPolicy: 'Delete' });
  });
});

describe('the key of second factors', () => {
  it('rotates, and is kept in production', () => {
    production.data.hasResource('AWS::KMS::Key', {
      Properties: { EnableKeyRotation: true },
      DeletionPolicy: 'Retain',
    });
  });
});

describe('mail', () => {
  it("comes from the sender's domain, which is an identity of SES and is kept in production", () => {
    const sending = synthesize({ stage: 'production', mailSender: 'no-reply@chat.example.com' });
    sending.data.hasResource('AWS::SES::EmailIdentity', {
      Properties: { EmailIdentity: 'chat.example.com' },
      DeletionPolicy: 'Retain',
    });
  });

  it('needs no identity of its own where the account has one, or none is sent', () => {
    const sharing = synthesize({ stage: 'dev', mailSender: 'no-reply@example.com', mailIdentity: 'exists' });
    sharing.data.resourceCountIs('AWS::SES::EmailIdentity', 0);
    dev.data.resourceCountIs('AWS::SES::EmailIdentity', 0);
  });
});

describe('the user pool', () => {
  const pool = (properties: object) => dev.data.hasResourceProperties('AWS::Cognito::UserPool', properties);
  const client = (properties: object) => dev.data.hasResourceProperties('AWS::Cognito::UserPoolClient', properties);

  it('lets only the functions make accounts', () => {
    pool({ AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } });
  });

  it('sets no password by itself and mails nobody, which is ours to do', () => {
    pool({ AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'admin_only', Priority: 1 }] } });
  });

  it('is not asked for a second factor, which is ours', () => {
    pool({ MfaConfiguration: Match.absent(), EnabledMfas: Match.absent() });
  });

  it('tells nobody whether there is an account', () => {
    client({ PreventUserExistenceErrors: 'ENABLED' });
  });

  it('knows accounts by our user id alone', () => {
    pool({ AliasAttributes: Match.absent(), UsernameAttributes: Match.absent() });
  });

  it("never changes an account's tenant", () => {
    pool({ Schema: Match.arrayWith([Match.objectLike({ Name: 'tenant_id', Mutable: false })]) });
  });

  it('asks for eight characters of any kind', () => {
    pool({
      Policies: {
        PasswordPolicy: {
          MinimumLength: 8,
          RequireLowercase: false,
          RequireNumbers: false,
          RequireSymbols: false,
          RequireUppercase: false,
        },
      },
    });
  });

  it('has the trigger change access tokens, on the plan that lets it', () => {
    pool({ LambdaConfig: { PreTokenGenerationConfig: { LambdaVersion: 'V2_0' } }, UserPoolTier: 'ESSENTIALS' });
  });

  it('is kept and protected in production', () => {
    production.data.hasResource('AWS::Cognito::UserPool', {
      DeletionPolicy: 'Retain',
      Properties: { DeletionProtection: 'ACTIVE' },
    });
  });

  it('lets the client log in and refresh from the server side alone', () => {
    client({ ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] });
    client({ AllowedOAuthFlows: Match.absent(), GenerateSecret: false });
  });

  it('does not tell which accounts exist', () => {
    client({ PreventUserExistenceErrors: 'ENABLED' });
  });

  it('gives access tokens for 15 minutes and refresh tokens, which can be revoked, for 7 days', () => {
    client({
      AccessTokenValidity: 15,
      RefreshTokenValidity: 7 * 24 * 60,
      TokenValidityUnits: { AccessToken: 'minutes', RefreshToken: 'minutes' },
      EnableTokenRevocation: true,
    });
  });

  it('lets nobody change address or tenant through Cognito itself', () => {
    client({ WriteAttributes: ['locale'] });
  });
});

describe('the bucket of files', () => {
  const bucket = (stage: typeof dev, properties: object) =>
    stage.data.hasResourceProperties('AWS::S3::Bucket', properties);

  it('is encrypted, and nobody but its own account can be let in', () => {
    bucket(dev, {
      BucketEncryption: { ServerSideEncryptionConfiguration: [Match.objectLike({})] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    });
  });

  it('refuses what does not come by TLS', () => {
    dev.data.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      },
    });
  });

  it("tells of what arrives, and lets browsers in from the stage's own origins alone", () => {
    bucket(dev, {
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
      CorsConfiguration: { CorsRules: [Match.objectLike({ AllowedOrigins: ['http://localhost:3000'] })] },
    });
    bucket(production, { CorsConfiguration: Match.absent() });
  });

  it('forgets what was begun and never finished', () => {
    bucket(dev, {
      LifecycleConfiguration: {
        Rules: [
          { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 }, Status: 'Enabled' },
          { Prefix: 'uploads/', ExpirationInDays: 2, Status: 'Enabled' },
        ],
      },
    });
  });

  it('is kept in production', () => {
    const policies = (stage: typeof dev) => ofType(stage, 'AWS::S3::Bucket').map((one) => one.DeletionPolicy);
    expect([policies(dev), policies(production)]).toEqual([['Delete'], ['Retain']]);
  });
});

describe('the stack', () => {
  it('is protected from being deleted in production', () => {
    const stack = production.app.node.findChild('ChemChat-production-Data');
    expect(stack).toMatchObject({ terminationProtection: true });
  });

  it('holds all that is stateful, and the other stack nothing', () => {
    const stateful = /^AWS::(DynamoDB|Cognito|KMS|S3)::/;
    const inChat = Object.values(production.chat.toJSON().Resources as Record<string, { Type: string }>);
    expect(inChat.filter(({ Type }) => stateful.test(Type))).toEqual([]);
    expect(ofType(production, table)).toHaveLength(3);
  });

  it('puts out what clients, scripts and tests look for', () => {
    const tables = ['ChatTableName', 'LiveTableName', 'AuditTableName'];
    for (const name of [...tables, 'MediaBucketName', 'UserPoolId', 'UserPoolClientId']) dev.data.hasOutput(name, {});
  });
});
