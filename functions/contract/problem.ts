import * as z from 'zod';
import { type ErrorCode, errorCodes } from './error-codes.ts';
import { Message } from './messages.ts';

const codes = Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]];

/** An error answer: problem details (RFC 9457), with a stable code and the fields that were refused. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.enum(codes),
    correlationId: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    current: Message.optional().meta({ description: 'With STALE_REVISION: the message as it is' }),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;
