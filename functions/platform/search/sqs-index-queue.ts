import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { OutboxEvent } from '../../contract/events.ts';
import type { IndexQueue } from '../../domain/search/index-queue.ts';

/** The queue into which the bus puts what is to be indexed; what is put here looks the same. */
export class SqsIndexQueue implements IndexQueue {
  readonly #client: SQSClient;
  readonly #url: string;

  constructor(client: SQSClient, url: string) {
    this.#client = client;
    this.#url = url;
  }

  async put({ type, detail }: OutboxEvent): Promise<void> {
    const MessageBody = JSON.stringify({ 'detail-type': type, detail });
    await this.#client.send(new SendMessageCommand({ QueueUrl: this.#url, MessageBody }));
  }
}
