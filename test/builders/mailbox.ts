import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { aContext } from './lambda.ts';

/**
 * Stands in for the queue of requests for codes and for SES: `deliver` runs the consumer on what was put, and `codeFor`
 * reads what was mailed last. Call aDeployment before `deliver`.
 */
export const aMailbox = () => {
  const [queue, ses] = [mockClient(SQSClient), mockClient(SESv2Client)];
  queue.on(SendMessageCommand).resolves({});
  ses.on(SendEmailCommand).resolves({ MessageId: '1' });
  const requests = () => queue.commandCalls(SendMessageCommand).map(({ args }) => String(args[0].input.MessageBody));
  const mailsTo = (email: string) =>
    ses
      .commandCalls(SendEmailCommand)
      .map(({ args }) => args[0].input)
      .filter(({ Destination }) => Destination?.ToAddresses?.includes(email));
  return {
    queue,
    ses,
    requests,
    /** Runs the consumer on these requests, or on all that were put since it was last run. */
    deliver: async (bodies = requests()): Promise<SQSBatchResponse> => {
      queue.resetHistory();
      const { handler } = await import('../../functions/queues/send-code.ts');
      const Records = bodies.map((body, index) => ({ messageId: String(index), body }));
      return handler({ Records } as never, aContext());
    },
    mailsTo,
    /** The code in the last mail to an address. */
    codeFor: (email: string): string => {
      const mail = mailsTo(email).at(-1);
      const code = /^ {4}(\d{8})$/m.exec(mail?.Content?.Simple?.Body?.Text?.Data ?? '')?.[1];
      if (code === undefined) throw new Error(`there is no code for ${email}`);
      return code;
    },
  };
};
