import { randomUUID } from 'node:crypto';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Context } from 'aws-lambda';
import pMap from 'p-map';
import type { ConversationId, TenantId } from '../functions/contract/identifiers.ts';
import type { Message } from '../functions/contract/messages.ts';
import type { Caller } from '../functions/domain/caller.ts';
import { systemClock } from '../functions/domain/clock.ts';
import { isLargeChannel } from '../functions/domain/delivery/audience.ts';
import { keys } from '../functions/platform/keys.ts';
import { ConnectionRepository } from '../functions/platform/repositories/connection-repository.ts';
import { ConversationRepository } from '../functions/platform/repositories/conversation-repository.ts';
import { JoinRepository } from '../functions/platform/repositories/join-repository.ts';
import { markAndTell, type RouteFunction, sendAndDeliver } from '../lib/messaging/http-functions.ts';
import { aCaller, aConversation, aMembership } from '../test/builders/chat.ts';
import { aDeployment } from '../test/builders/deployment.ts';
import { aContext, aWebSocketEvent } from '../test/builders/lambda.ts';
import type { Flow, FunctionRun } from './recorded-flow.ts';
import { type RecordedCall, Recorder } from './recorder.ts';
import { stepsOf } from './steps.ts';

/** A flow with what followed at the receivers. */
export interface RecordedFlow extends Flow {
  /** Each receiver's marking it read, and telling of it; only where that was recorded. */
  readonly receipts: readonly FunctionRun[];
  /** Calls other than transactions, and those of them whose units DynamoDB Local counts alike. */
  readonly compared: number;
  readonly alike: number;
}

/** Conversations whose messages are counted: everybody is connected, with one device, and has joined a channel. */
export const scenarios = [
  { scenario: '1:1', type: 'direct', members: 2 },
  { scenario: 'group of 10', type: 'group', members: 10 },
  { scenario: 'channel of 1,000', type: 'channel', members: 1000 },
] as const;

/** What a function gets that names no size: lib/functions/chat-function.ts. */
const defaultMemoryMb = 512;
/** What the fan-out gets: lib/app-stack.ts. */
const fanOutMemoryMb = 1024;
const memoryOf = ({ memorySize = defaultMemoryMb }: RouteFunction) => memorySize;

/** The text's length. */
export const messageBytes = 200;
const content = 'So the Christmas parcel has come at last, and the paper is in print. '
  .repeat(3)
  .slice(0, messageBytes);

const tenantId = 'acme' as TenantId;

interface Member {
  readonly caller: Caller;
  readonly connectionId: string;
}

/** Logs name the function, so its name is as long as CloudFormation makes it. */
const contextOf = (file: string, memoryMb: number): Context => {
  const functionName = `ChemChat-production-App-${file}Function0123ABCD-a1B2c3D4e5F6`.slice(0, 64);
  return {
    ...aContext(),
    functionName,
    memoryLimitInMB: String(memoryMb),
    invokedFunctionArn: `arn:aws:lambda:us-east-1:111122223333:function:${functionName}`,
  } as Context;
};

/** Runs messages through the handlers, in this process, and records what they call. */
export class FlowRecorder {
  readonly #recorder: Recorder;
  readonly #deployment: Awaited<ReturnType<typeof aDeployment>>;
  /** Of the flow that is being recorded. */
  #calls: RecordedCall[] = [];

  private constructor(recorder: Recorder, deployment: Awaited<ReturnType<typeof aDeployment>>) {
    this.#recorder = recorder;
    this.#deployment = deployment;
  }

  /** Needs DynamoDB Local, as DYNAMODB_LOCAL_ENDPOINT says. Functions log as in production. */
  static async start(): Promise<FlowRecorder> {
    const deployment = await aDeployment();
    Object.assign(process.env, {
      POWERTOOLS_SERVICE_NAME: 'chemchat-production',
      POWERTOOLS_METRICS_NAMESPACE: 'ChemChat',
      POWERTOOLS_LOG_LEVEL: 'INFO',
      POWERTOOLS_TRACE_ENABLED: 'false',
      _X_AMZN_TRACE_ID: 'Root=1-67440000-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=1',
    });
    // One frame in `framesAToken` is drawn to take a token for all: none is here, so that each run counts alike.
    Math.random = () => 0.99;
    const recorder = new Recorder(deployment.client, deployment.chatTable);
    // Where X-Ray would look at each client: every one that functions make passes here.
    const { tracer } = await import('../functions/platform/observability.ts');
    tracer.captureAWSv3Client = recorder.capture;
    return new FlowRecorder(recorder, deployment);
  }

  /** Makes a conversation whose members are all connected. */
  async #aConversation({ type, members }: (typeof scenarios)[number]): Promise<{ id: ConversationId; all: Member[] }> {
    const { client, chatTable, liveTable } = this.#deployment;
    const conversation = aConversation({ tenantId, type, memberCount: members });
    const { conversationId } = conversation;
    const all = Array.from({ length: members }, () => ({
      caller: aCaller({ tenantId }),
      connectionId: Buffer.from(randomUUID()).toString('base64').slice(0, 16),
    }));
    await new ConversationRepository(client, chatTable).create(
      conversation,
      all.map(({ caller: { userId } }) => aMembership({ conversationId, userId })),
      randomUUID(),
    );
    const connections = new ConnectionRepository(client, liveTable, systemClock);
    const joins = new JoinRepository(client, { chatTable, liveTable }, systemClock);
    await pMap(
      all,
      async ({ caller, connectionId }) => {
        const connectedAtMs = Date.now() - 60_000;
        const expiresAtMs = connectedAtMs + 3_600_000;
        const connection = {
          ...caller,
          connectionId,
          batch: true,
          status: 'online',
          connectedAtMs,
          expiresAtMs,
        } as const;
        await connections.put(connection);
        if (type !== 'channel') return;
        const isOfLargeChannel = isLargeChannel(conversation);
        await joins.add({ key: conversation, connection, changeNumber: 0, isOfLargeChannel });
      },
      { concurrency: 10 },
    );
    return { id: conversationId, all };
  }

  async #run<Event>(
    file: string,
    memoryMb: number,
    handler: (event: Event, context: Context) => Promise<unknown>,
    event: Event,
    options: { readonly postsFail?: boolean } = {},
  ): Promise<FunctionRun> {
    const context = contextOf(file, memoryMb);
    const { result, calls, roundTrips, logs } = await this.#recorder.invoke(() => handler(event, context), options);
    const { body } = event as { body?: string };
    const answer = (result as { body?: string } | undefined)?.body;
    if (answer !== undefined && JSON.parse(answer).type !== 'ack') throw new Error(`${file} was refused: ${answer}`);
    this.#calls.push(...calls);
    return {
      function: file,
      memoryMb,
      steps: stepsOf(calls),
      roundTrips,
      logLines: logs.length,
      logBytes: logs.reduce((total, line) => total + Buffer.byteLength(line), 0),
      ...(body !== undefined && {
        frame: { bytesIn: Buffer.byteLength(body), bytesOut: Buffer.byteLength(answer ?? '') },
      }),
    };
  }

  /** The record of a message, as the stream's filter lets it through. */
  async #streamRecordOf(conversationId: ConversationId, sequenceNumber: number) {
    const { client, chatTable } = this.#deployment;
    const Key = keys.message({ tenantId, conversationId }, sequenceNumber);
    const { Item = {} } = await client.send(new GetCommand({ TableName: chatTable, Key, ConsistentRead: true }));
    return {
      eventID: randomUUID(),
      eventName: 'INSERT',
      dynamodb: { SequenceNumber: '1', Keys: marshall(Key), NewImage: marshall(Item) },
    };
  }

  /** Messages of a scenario through all designs, each with a first one before it that finds the functions cold. */
  async record(scenario: (typeof scenarios)[number]): Promise<RecordedFlow[]> {
    const { id: conversationId, all } = await this.#aConversation(scenario);
    const [sender, receiver, ...others] = all as [Member, Member, ...Member[]];
    const receivers = [receiver, ...others];
    const { handler: send } = await import('../functions/websocket/message-send.ts');
    const { handler: read } = await import('../functions/websocket/message-read.ts');
    const { handler: tell } = await import('../functions/queues/tell-receipts.ts');
    const { handler: publish } = await import('../functions/streams/publish-changes.ts');
    const { handler: fanOut } = await import('../functions/events/fan-out-message.ts');
    const { plainSend, plainPush } = await import('./plain-design.ts');
    let sequenceNumber = 0;

    const frameOf = ({ caller, connectionId }: Member, body: object) =>
      aWebSocketEvent({ caller, connectionId, body: { requestId: randomUUID(), conversationId, ...body } });

    const way = async (design: Flow['design']): Promise<FunctionRun[]> => {
      const isPlain = design === 'plain';
      const frame = frameOf(sender, { action: 'message.send', clientMessageId: randomUUID(), content });
      const postsFail = design === 'ChemChat, fast path failed';
      const memoryMb = memoryOf(sendAndDeliver);
      const sent = await this.#run('message-send', memoryMb, isPlain ? plainSend : send, frame, { postsFail });
      sequenceNumber += 1;
      const published = await this.#run('publish-changes', defaultMemoryMb, publish as never, {
        Records: [await this.#streamRecordOf(conversationId, sequenceNumber)],
      });
      const [event] = this.#recorder.takeEvents();
      if (event === undefined) throw new Error('the publisher put nothing on the bus');
      const detail = JSON.parse(event.Detail) as { message: Message };
      const pushed = await this.#run('fan-out-message', fanOutMemoryMb, (isPlain ? plainPush : fanOut) as never, {
        id: randomUUID(),
        'detail-type': event.DetailType,
        detail,
      });
      return [sent, published, pushed];
    };
    const markRead = (member: Member) =>
      this.#run(
        'message-read',
        memoryOf(markAndTell),
        read,
        frameOf(member, { action: 'message.read', sequenceNumber }),
      );

    /** What the queue brings about a second after the first mark, when all have read. */
    const tellReceipts = async (): Promise<FunctionRun[]> => {
      const runs: FunctionRun[] = [];
      for (const body of this.#recorder.takeMessages()) {
        const event = { Records: [{ messageId: randomUUID(), body }] };
        runs.push(await this.#run('tell-receipts', defaultMemoryMb, tell as never, event));
      }
      return runs;
    };

    const flowOf = async (design: Flow['design'], { withReceipts = false } = {}): Promise<RecordedFlow> => {
      // The first finds the functions cold.
      await way(design);
      if (withReceipts) {
        await markRead(receiver);
        await tellReceipts();
      }
      this.#calls = [];
      const runs = await way(design);
      const receipts: FunctionRun[] = [];
      if (withReceipts) {
        for (const one of receivers) receipts.push(await markRead(one));
        receipts.push(...(await tellReceipts()));
      }
      const pushes =
        design === 'ChemChat' && (runs[0]?.steps ?? []).some(({ command }) => command === 'PostToConnection');
      const plainCalls = this.#calls.filter(
        ({ command, consumedUnits }) => consumedUnits !== undefined && command !== 'TransactWriteItems',
      );
      return {
        scenario: scenario.scenario,
        design,
        deliveredBy: pushes ? 'send' : 'fanOut',
        runs,
        receipts,
        compared: plainCalls.length,
        alike: plainCalls.filter((one) => one.consumedUnits === one.readUnits + one.writeUnits).length,
      };
    };
    const flows = [await flowOf('plain'), await flowOf('ChemChat', { withReceipts: true })];
    // Where there is no fast path, it can't fail.
    return flows[1]?.deliveredBy === 'send' ? [...flows, await flowOf('ChemChat, fast path failed')] : flows;
  }
}
