import { ChangeMessageVisibilityCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import pMap from 'p-map';
import type * as z from 'zod';
import { waitSeconds } from '../../domain/queue-backoff.ts';
import { logger } from '../observability.ts';
import { observed } from './observed.ts';

/** What became of a message. done: it is over; failed: it may do later; refused: it never will. */
export type MessageOutcome = 'done' | 'failed' | 'refused';

/** One call of a consumer. */
interface QueueCall {
  /** When to begin nothing more; milliseconds since the epoch. */
  readonly endAtMs: number;
}

/** The queue that is consumed, and where what will never do is left. */
export interface PatientQueue {
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
}

/** Messages that something is said of at once. */
const atOnce = 10;
/** What a call keeps of its function's time to say what became of the messages. */
const marginMs = 5_000;

/** Leaves what failed for now alone for a while. Where that does not work it comes back when the queue says so. */
const postpone = async ({ client, queueUrl }: PatientQueue, records: readonly SQSRecord[]): Promise<void> => {
  await pMap(
    records,
    ({ receiptHandle, attributes }) =>
      client
        .send(
          new ChangeMessageVisibilityCommand({
            QueueUrl: queueUrl,
            ReceiptHandle: receiptHandle,
            VisibilityTimeout: waitSeconds(Number(attributes.ApproximateReceiveCount)),
          }),
        )
        .catch((error: Error) => logger.warn('message was not postponed', { error })),
    { concurrency: atOnce },
  );
};

/** Puts messages into the dead-letter queue at once. */
const giveUp = async ({ client, deadLetterQueueUrl }: PatientQueue, records: readonly SQSRecord[]): Promise<void> => {
  await pMap(
    records,
    ({ body }) => client.send(new SendMessageCommand({ QueueUrl: deadLetterQueueUrl, MessageBody: body })),
    { concurrency: atOnce },
  );
};

const parsed = <Schema extends z.ZodType>(schema: Schema, body: string): z.output<Schema> | undefined => {
  try {
    return schema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
};

/**
 * A Lambda handler for a queue whose messages wait for something that may be away for days, all of a batch at once. What
 * fails for now comes again, each time later; what will never do goes to the dead-letter queue at once, so that the
 * tries that the queue allows can be many. `effect` has to be idempotent, and gives an outcome for each message.
 */
export const patientQueueConsumer = <Schema extends z.ZodType>(
  schema: Schema,
  queue: PatientQueue,
  effect: (messages: readonly z.output<Schema>[], call: QueueCall) => Promise<readonly MessageOutcome[]>,
) =>
  observed<SQSEvent, SQSBatchResponse>(async ({ Records }: SQSEvent, context: Context) => {
    const messages = Records.map((record) => ({ record, message: parsed(schema, record.body) }));
    const readable = messages.flatMap(({ message }) => (message === undefined ? [] : [message]));
    const endAtMs = Date.now() + context.getRemainingTimeInMillis() - marginMs;
    const outcomes = readable.length > 0 ? [...(await effect(readable, { endAtMs }))] : [];
    const judged = messages.map(({ record, message }) => ({
      record,
      outcome: message === undefined ? 'refused' : (outcomes.shift() ?? 'failed'),
    }));
    const those = (wanted: MessageOutcome) =>
      judged.filter(({ outcome }) => outcome === wanted).map(({ record }) => record);
    const refused = those('refused');
    if (refused.length > 0) logger.error('messages will never do', { messages: refused.length });
    // First: where it can't be done the whole batch comes again.
    await giveUp(queue, refused);
    const failed = those('failed');
    await postpone(queue, failed);
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  });
