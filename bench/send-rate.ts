import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { UserId } from '../functions/contract/identifiers.ts';
import { retryContended } from '../functions/domain/contention.ts';
import { Unavailable } from '../functions/domain/errors.ts';
import type { ConversationKey, MessageDraft } from '../functions/domain/messages/message-log.ts';
import { sendMessage } from '../functions/domain/messages/send-message.ts';
import { startDynamoDbLocal } from '../localstack/dynamodb-local.ts';
import { local } from '../localstack/paths.ts';
import { aCaller, aDraft } from '../test/builders/chat.ts';
import { aStoredConversation, sendingDeps } from '../test/builders/sending.ts';
import { aTable, localDynamo } from '../test/builders/tables.ts';
import { contendedDynamo } from './contended-dynamo.ts';

/** How many send at once into one conversation. */
const senderCounts = [1, 8, 50];
/** Of each measurement. Direct and with the lane take turns, so that what else the machine does meets both alike. */
const secondsEach = Number(process.env.SECONDS ?? 5);
const rounds = Number(process.env.ROUNDS ?? 3);
/** How much slower AWS's time runs than time, so that a busy machine adds little to it. */
const slowed = Number(process.env.SLOWED ?? 5);

/** Time as the senders have it: theirs passes `factor` times slower, their timers included. */
const slowedTime = (factor: number) => {
  const { setTimeout: realSetTimeout } = globalThis;
  const setTimeoutSlowed = (callback: () => void, ms = 0) => realSetTimeout(callback, ms * factor);
  Object.assign(globalThis, { setTimeout: setTimeoutSlowed });
  return {
    nowMs: () => performance.timeOrigin + performance.now() / factor,
    end: () => void Object.assign(globalThis, { setTimeout: realSetTimeout }),
  };
};
type Time = ReturnType<typeof slowedTime>;

/** What happened in one measurement, or several. */
interface Measured {
  readonly latenciesMs: number[];
  refused: number;
  calls: number;
  transactions: number;
  /** Items in transactions, those that were cancelled among them. */
  items: number;
  seconds: number;
}

/** The client, and a count of what goes through it. */
const counting = (client: DynamoDBDocumentClient, measured: Measured): DynamoDBDocumentClient =>
  ({
    send: (command: Parameters<typeof client.send>[0]) => {
      measured.calls += 1;
      if (command instanceof TransactWriteCommand) {
        measured.transactions += 1;
        measured.items += command.input.TransactItems?.length ?? 0;
      }
      return client.send(command as never);
    },
  }) as unknown as DynamoDBDocumentClient;

type Send = (draft: MessageDraft) => Promise<unknown>;

/** Each sender by itself, at most 26 tries. */
const directly = ({ messages }: ReturnType<typeof sendingDeps>): Send => {
  return async (draft) => {
    let head = (await messages.readHead(draft))?.sequenceNumber ?? 0;
    const result = await retryContended.execute(async () => {
      const attempt = await messages.append(draft, head);
      if (attempt.outcome === 'overtaken') head = attempt.sequenceNumber;
      return attempt;
    });
    if (result.outcome !== 'committed') throw new Unavailable(result.outcome);
  };
};

/** As the functions send. */
const withLane =
  (deps: ReturnType<typeof sendingDeps>): Send =>
  ({ senderId: userId, ...draft }) =>
    sendMessage(deps, { ...draft, caller: aCaller({ userId }) });

/** All senders send one message after the other until the time is over; what is refused is sent again, as clients do. */
const measure = async (
  { nowMs }: Time,
  send: Send,
  { key, userIds }: { key: ConversationKey; userIds: readonly UserId[] },
  measured: Measured,
) => {
  const startMs = nowMs();
  const isOver = () => nowMs() - startMs >= secondsEach * 1000;
  await Promise.all(
    userIds.map(async (senderId) => {
      while (!isOver()) {
        const draft = aDraft({ ...key, senderId, timestamp: new Date().toISOString() });
        const askedMs = nowMs();
        for (let isSent = false; !isSent && !isOver(); ) {
          isSent = await send(draft).then(
            () => true,
            (error: unknown) => {
              if (!(error instanceof Unavailable)) throw error;
              measured.refused += 1;
              return false;
            },
          );
          if (isSent) measured.latenciesMs.push(nowMs() - askedMs);
        }
      }
    }),
  );
  measured.seconds += (nowMs() - startMs) / 1000;
};

const nothing = (): Measured => ({ latenciesMs: [], refused: 0, calls: 0, transactions: 0, items: 0, seconds: 0 });

const percentile = (values: readonly number[], part: number): string => {
  const sorted = [...values].sort((one, other) => one - other);
  return `${Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0)} ms`;
};

const rowOf = (way: string, senders: number, { latenciesMs, seconds, ...measured }: Measured): string => {
  const sent = latenciesMs.length;
  const each = (count: number) => (count / sent).toFixed(1);
  const cells = [
    String(senders),
    way,
    (sent / seconds).toFixed(1),
    percentile(latenciesMs, 0.5),
    percentile(latenciesMs, 0.95),
    String(measured.refused),
    each(measured.transactions),
    each(measured.items),
    each(measured.calls),
  ];
  return `| ${cells.join(' | ')} |`;
};

const directory = join(local, 'bench');
mkdirSync(directory, { recursive: true });
const { endpoint, stop } = await startDynamoDbLocal({ directory });
process.env.DYNAMODB_LOCAL_ENDPOINT = endpoint;
const client = localDynamo();
const tables = { chatTable: await aTable(client), liveTable: await aTable(client) };

const ways = { direct: directly, lane: withLane } as const;
type Way = keyof typeof ways;
const bothWays = Object.keys(ways) as Way[];

/** The client, and how much slower than time it is measured. */
interface Setting {
  readonly dynamo: DynamoDBDocumentClient;
  readonly factor: number;
}

const run = async ({ dynamo, factor }: Setting, way: Way, senders: number, measured: Measured): Promise<void> => {
  const conversation = await aStoredConversation(client, tables.chatTable, senders);
  const time = slowedTime(factor);
  const send = ways[way](sendingDeps(counting(dynamo, measured), tables, time));
  await measure(time, send, conversation, measured);
  time.end();
};

const compare = async (title: string, setting: Setting): Promise<void> => {
  console.log(`\n${title}\n`);
  console.log('| senders | way | sends/s | P50 | P95 | refused | transactions a message | their items | calls |');
  console.log('|---|---|---|---|---|---|---|---|---|');
  const ratios: string[] = [];
  for (const senders of senderCounts) {
    const measured = { direct: nothing(), lane: nothing() };
    for (let round = 0; round < rounds; round += 1) {
      for (const way of bothWays) await run(setting, way, senders, measured[way]);
    }
    for (const way of bothWays) console.log(rowOf(way, senders, measured[way]));
    const rate = ({ latenciesMs, seconds }: Measured) => latenciesMs.length / seconds;
    ratios.push(`${senders} senders ${(rate(measured.lane) / rate(measured.direct)).toFixed(2)}`);
  }
  console.log(`\nSends a second with the lane to without it: ${ratios.join(', ')}.`);
};

// What runs for the first time is slow.
const asItIs = { dynamo: client, factor: 1 };
for (const way of bothWays) await run(asItIs, way, 4, nothing());
await compare('DynamoDB Local as it is:', asItIs);
await compare("DynamoDB Local with AWS's time for each call, and its conflicts:", {
  dynamo: contendedDynamo(client),
  factor: slowed,
});
await stop();
