import { Stack } from 'aws-cdk-lib';
import { EmailIdentity, Identity } from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';

/**
 * Who mail comes from: the sender's domain as an identity of SES, which signs for it (DKIM) once the domain's DNS has the
 * records that SES asks for.
 */
export class MailIdentity extends Construct {
  /** The sender's address; undefined: no mail is sent. */
  readonly sender: string | undefined;
  /** The identity that it is sent from. */
  readonly identityArn: string | undefined;

  constructor(scope: Construct, id: string, { deployment }: { deployment: Deployment }) {
    super(scope, id);
    const { mailSender, mailIdentity, dataRemovalPolicy } = deployment.settings;
    if (mailSender === undefined) return;
    const domain = mailSender.slice(mailSender.lastIndexOf('@') + 1);
    this.sender = mailSender;
    this.identityArn = Stack.of(this).formatArn({ service: 'ses', resource: 'identity', resourceName: domain });
    if (mailIdentity === 'exists') return;
    new EmailIdentity(this, 'Identity', { identity: Identity.domain(domain) }).applyRemovalPolicy(dataRemovalPolicy);
  }
}
