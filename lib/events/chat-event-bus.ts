import { EventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';

/** What every event of ChemChat names as its source. */
export const eventSource = 'chemchat';

/** The bus that everything after the commit is a rule on, with an archive from which events can be played again. */
export class ChatEventBus extends Construct {
  readonly bus: EventBus;

  constructor(scope: Construct, id: string, { deployment }: { deployment: Deployment }) {
    super(scope, id);
    const { settings, target } = deployment;
    this.bus = new EventBus(this, 'Bus', {
      eventBusName: `chemchat-${settings.stage}`,
      description: 'What happened in ChemChat, after it was committed',
    });
    if (target.eventArchive) {
      this.bus.archive('Archive', {
        description: 'For replays to a consumer that was down or is new',
        eventPattern: { source: [eventSource] },
        retention: settings.archiveRetention,
      });
    }
  }
}
