import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type * as z from 'zod';
import type { ReceiptsDue } from '../contract/queue-messages.ts';
import type { ConversationKey } from '../domain/messages/message-log.ts';
import type { ReceiptQueue } from '../domain/receipts/untold-receipts.ts';

/** The queue of conversations with receipts to tell. The delay is the queue's own. */
export class SqsReceiptQueue implements ReceiptQueue {
  readonly #client: SQSClient;
  readonly #url: string;

  constructor(client: SQSClient, url: string) {
    this.#client = client;
    this.#url = url;
  }

  async put({ tenantId, conversationId }: ConversationKey): Promise<void> {
    const due: z.input<typeof ReceiptsDue> = { tenantId, conversationId };
    await this.#client.send(new SendMessageCommand({ QueueUrl: this.#url, MessageBody: JSON.stringify(due) }));
  }
}
