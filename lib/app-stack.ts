import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import type { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Construct } from 'constructs';
import type { DataStack } from './data-stack.ts';
import { type Deployment, stackProps } from './deployment.ts';
import { ChatEventBus, eventSource } from './events/chat-event-bus.ts';
import { EventConsumer } from './events/event-consumer.ts';
import { QueueConsumer } from './events/queue-consumer.ts';
import { StreamPublisher } from './events/stream-publisher.ts';
import { WorkQueue } from './events/work-queue.ts';
import type { Capabilities } from './functions/needs.ts';
import { ShuttingOut } from './identity/shutting-out.ts';
import { MediaPipeline } from './media/media-pipeline.ts';
import { MediaSweep } from './media/media-sweep.ts';
import { ConnectionSweep } from './messaging/connection-sweep.ts';
import { ConversationPurge } from './messaging/conversation-purge.ts';
import { delivery } from './messaging/http-functions.ts';
import { SocketClosing } from './messaging/socket-closing.ts';
import { ChatWebSocketApi } from './messaging/websocket-api.ts';
import { AuditRecording } from './operations/audit-recording.ts';
import { Inspection } from './operations/inspection.ts';
import { Operations } from './operations/operations.ts';
import { Indexing } from './search/indexing.ts';
import { Search } from './search/search.ts';

export interface AppStackProps {
  readonly deployment: Deployment;
  readonly data: DataStack;
}

/** What holds nothing and can be made again at any time: the WebSocket API, bus, rules, their functions and alarms. */
export class AppStack extends Stack {
  /** What functions of this and other stacks can need. */
  readonly capabilities: Capabilities;
  readonly alarmMail: SnsAction | undefined;

  constructor(scope: Construct, id: string, { deployment, data }: AppStackProps) {
    super(scope, id, {
      description: 'ChemChat: WebSocket API and events',
      ...stackProps(deployment),
    });
    const { chatTable, liveTable, auditTable, identity, mail, mfaKey, mediaBucket } = data;
    const { bus } = new ChatEventBus(this, 'Events', { deployment });

    const receipts = new WorkQueue(this, 'Receipts', {
      deployment,
      consumerTimeout: Duration.seconds(30),
      deliveryDelay: Duration.seconds(1),
    });

    const codes = new WorkQueue(this, 'Codes', { deployment, consumerTimeout: Duration.seconds(30) });
    const search = new Search(this, 'Search', deployment).access;
    const toIndex =
      search.service === 'none'
        ? undefined
        : new WorkQueue(this, 'Index', {
            deployment,
            consumerTimeout: Duration.seconds(30),
            // The most there is: what waits for search is no failure, and what will never do is given up by its consumer.
            tries: 1_000,
            retention: Duration.days(14),
          });

    const stored = {
      chatTable,
      liveTable,
      auditTable,
      eventBus: bus,
      userPool: identity,
      mediaBucket,
      downloads: { bucket: mediaBucket, files: deployment.settings.edge?.files },
      receiptQueue: receipts.queue,
      codeQueue: codes.queue,
      search,
      indexQueue: toIndex,
      measurements: true as const,
      allowedOrigins: deployment.settings.allowedOrigins,
      // One origin may serve the pages and the APIs both.
      publicUrls: deployment.settings.allowedOrigins,
      mail,
      mfaKey,
      commonPasswords: deployment.settings.commonPasswords,
      confirmAddresses: deployment.settings.confirmAddresses,
      signUp: deployment.settings.signUp,
      originSecret: deployment.settings.edge?.originSecretName,
    };
    const webSocket = new ChatWebSocketApi(this, 'WebSocket', { deployment, capabilities: stored });
    const capabilities = { ...stored, connections: webSocket.address };
    this.capabilities = capabilities;

    const publisher = new StreamPublisher(this, 'Publisher', { deployment, table: chatTable, bus });
    const pushing = {
      // A post costs some 0.4 ms of a processor: large audiences are bound by it, and it grows with the memory.
      memorySize: 1024,
      timeout: Duration.seconds(60),
      needs: {
        chatTable: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'],
        liveTable: [
          'dynamodb:GetItem',
          'dynamodb:BatchGetItem',
          'dynamodb:Query',
          'dynamodb:PutItem',
          'dynamodb:UpdateItem',
          'dynamodb:DeleteItem',
        ],
        connections: true,
      },
      capabilities,
    } as const;
    const fanOuts = [
      new EventConsumer(this, 'FanOutMessage', {
        deployment,
        bus,
        file: 'fan-out-message',
        description: 'Delivers messages that the fast path missed',
        pattern: { source: [eventSource], detailType: ['message.created'] },
        ...pushing,
      }),
      new EventConsumer(this, 'FanOutChange', {
        deployment,
        bus,
        file: 'fan-out-change',
        description: 'Delivers changes that the fast path missed',
        pattern: { source: [eventSource], detailType: ['conversation.changed'] },
        ...pushing,
      }),
      new EventConsumer(this, 'FanOutConversation', {
        deployment,
        bus,
        file: 'fan-out-conversation',
        description: 'Tells of new conversations what the fast path missed',
        pattern: { source: [eventSource], detailType: ['conversation.created'] },
        ...pushing,
        needs: { ...pushing.needs, liveTable: ['dynamodb:GetItem', ...delivery.liveTable] },
      }),
    ];
    const tellReceipts = new QueueConsumer(this, 'TellReceipts', {
      deployment,
      work: receipts,
      file: 'tell-receipts',
      description: 'Tells members how far the others have come',
      batchSize: 10,
      needs: {
        chatTable: ['dynamodb:BatchGetItem', 'dynamodb:Query'],
        liveTable: ['dynamodb:BatchGetItem', 'dynamodb:DeleteItem', 'dynamodb:UpdateItem'],
        connections: true,
      },
      capabilities,
    });

    const sendCode = new QueueConsumer(this, 'SendCode', {
      deployment,
      work: codes,
      file: 'send-code',
      sharedPartitions: ['DIRECTORY', 'LOGIN'],
      description: 'Mails codes to confirm an address or choose a new password with',
      batchSize: 10,
      needs: {
        chatTable: ['dynamodb:GetItem'],
        liveTable: ['dynamodb:PutItem', 'dynamodb:UpdateItem'],
        mail: ['ses:SendEmail'],
      },
      capabilities,
    });

    const sweep = new ConnectionSweep(this, 'SweepConnections', { deployment, capabilities });

    const media = new MediaPipeline(this, 'Media', { deployment, capabilities });
    const mediaSweep = new MediaSweep(this, 'SweepMedia', { deployment, capabilities });
    const indexing = toIndex && new Indexing(this, 'Indexing', { deployment, bus, work: toIndex, capabilities });
    const consumers = [
      ...fanOuts,
      new ConversationPurge(this, 'PurgeConversation', { deployment, bus, capabilities }),
      new SocketClosing(this, 'CloseSockets', { deployment, bus, capabilities }),
      new AuditRecording(this, 'RecordAudit', { deployment, bus, capabilities }),
      ...media.consumers,
      new EventConsumer(this, 'FanOutMedia', {
        deployment,
        bus,
        file: 'fan-out-media',
        description: 'Tells of files that are ready or were rejected',
        pattern: { source: [eventSource], detailType: ['media.settled'] },
        ...pushing,
      }),
      ...new ShuttingOut(this, 'ShuttingOut', { deployment, bus, capabilities }).consumers,
      ...(indexing ? [indexing.renamedPerson] : []),
    ];
    const inspection = new Inspection(this, 'Inspection', { deployment, capabilities });

    const operations = new Operations(this, 'Operations', {
      deployment,
      deadLetterQueues: [publisher, ...consumers, receipts, codes, ...(toIndex ? [toIndex] : [])].map(
        ({ deadLetterQueue }) => deadLetterQueue,
      ),
      publisher: publisher.function.lambda,
      chatTable,
      functions: {
        AddTokenClaims: identity.addTokenClaims.lambda,
        PublishChanges: publisher.function.lambda,
        TellReceipts: tellReceipts.function.lambda,
        SendCode: sendCode.function.lambda,
        ...(indexing && { IndexEvents: indexing.function.lambda }),
        ...Object.fromEntries(consumers.map(({ node, function: consumer }) => [node.id, consumer.lambda])),
        ...Object.fromEntries(webSocket.functions.map(({ node, lambda }) => [node.id, lambda])),
      },
      scheduled: [sweep, mediaSweep, inspection.task],
    });
    inspection.watch(operations.mail);
    indexing?.watch(operations.mail);
    this.alarmMail = operations.mail;

    const outputs = {
      WebSocketApiId: webSocket.address.apiId,
      WebSocketUrl: webSocket.url,
      EventBusName: bus.eventBusName,
    };
    if (search.service !== 'none') new CfnOutput(this, 'SearchEndpoint', { value: search.endpoint });
    if (toIndex) new CfnOutput(this, 'IndexQueueUrl', { value: toIndex.queue.queueUrl });
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
