import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type * as z from 'zod';
import type { CodeRequested } from '../contract/queue-messages.ts';
import type { CodeQueue, CodeRequest } from '../domain/mailed-codes/code-queue.ts';

/** The queue of requests for codes. */
export class SqsCodeQueue implements CodeQueue {
  readonly #client: SQSClient;
  readonly #url: string;

  constructor(client: SQSClient, url: string) {
    this.#client = client;
    this.#url = url;
  }

  async put(request: CodeRequest): Promise<void> {
    const requested: z.input<typeof CodeRequested> = { ...request, tenantId: null };
    await this.#client.send(new SendMessageCommand({ QueueUrl: this.#url, MessageBody: JSON.stringify(requested) }));
  }
}
