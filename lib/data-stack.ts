import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AuditTable } from './data/audit-table.ts';
import { ChatTable } from './data/chat-table.ts';
import { LiveTable } from './data/live-table.ts';
import { TableKey } from './data/table-key.ts';
import { type Deployment, stackProps } from './deployment.ts';
import { Identity } from './identity/identity.ts';
import { MailIdentity } from './identity/mail-identity.ts';
import { MfaKey } from './identity/mfa-key.ts';
import { MediaBucket } from './media/media-bucket.ts';
import { MediaDistribution } from './media/media-distribution.ts';

/** What has to outlive any change of the application: tables, people and files. */
export class DataStack extends Stack {
  readonly chatTable: ChatTable;
  readonly liveTable: LiveTable;
  readonly auditTable: AuditTable;
  readonly identity: Identity;
  readonly mail: MailIdentity;
  readonly mfaKey: MfaKey;
  readonly mediaBucket: MediaBucket;

  constructor(scope: Construct, id: string, { deployment }: { deployment: Deployment }) {
    super(scope, id, {
      description: 'ChemChat: tables, people and files',
      ...stackProps(deployment),
      terminationProtection: deployment.settings.deletionProtection,
    });
    const key = new TableKey(this, 'TableKey', { deployment });
    this.chatTable = new ChatTable(this, 'ChatTable', { deployment, key });
    this.liveTable = new LiveTable(this, 'LiveTable', { deployment, key });
    this.auditTable = new AuditTable(this, 'AuditTable', { deployment, key });
    this.identity = new Identity(this, 'Identity', { deployment, chatTable: this.chatTable });

    this.mfaKey = new MfaKey(this, 'MfaKey', { deployment });
    this.mail = new MailIdentity(this, 'Mail', { deployment });
    this.mediaBucket = new MediaBucket(this, 'Media', { deployment });
    const { edge } = deployment.settings;
    if (edge) new MediaDistribution(this, 'MediaFiles', { deployment, files: edge.files, bucket: this.mediaBucket });

    const outputs = {
      ChatTableName: this.chatTable.tableName,
      LiveTableName: this.liveTable.tableName,
      AuditTableName: this.auditTable.tableName,
      MediaBucketName: this.mediaBucket.bucketName,
      UserPoolId: this.identity.pool.userPoolId,
      UserPoolClientId: this.identity.client.userPoolClientId,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
